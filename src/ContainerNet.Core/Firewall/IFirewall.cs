namespace ContainerNet.Firewall;

/// <summary>Networks and published ports as the host's packet filter holds them.</summary>
internal interface IFirewall
{
    /// <summary>
    /// Makes the change in one transaction. To add what is there already and to remove what is not is no error; to add
    /// a host port that leads elsewhere is one, with the id <c>HostPortInUse</c>.
    /// </summary>
    void Apply(FirewallChange change);

    /// <summary>What the kernel holds.</summary>
    IReadOnlyList<FirewallElement> Read();

    /// <summary>The commands that do what <see cref="Apply"/> would do now, each a line for a shell.</summary>
    IReadOnlyList<string> Describe(FirewallChange change);
}
