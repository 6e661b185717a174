namespace ContainerNet.Firewall.Elements;

/// <summary>Networks and published ports as the host's packet filter holds them.</summary>
internal interface IFirewall
{
    /// <summary>What holds the rules.</summary>
    FirewallBackend Backend { get; }

    /// <summary>Whether it has to do with an element at all; what it has not, it leaves out without a word.</summary>
    bool Holds(FirewallElement element) => true;

    /// <summary>
    /// Makes the change in one transaction. To add what is there already and to remove what is not is no error; to add
    /// a host port that leads elsewhere is one, with the id <c>HostPortInUse</c>.
    /// </summary>
    void Apply(FirewallChange change);

    /// <summary>
    /// Replaces all existing elements by exactly these, in one transaction, whatever state the rules are in: without
    /// elements nothing is left.
    /// </summary>
    void Rebuild(IReadOnlyList<FirewallElement> elements);

    /// <summary>Differences from the rules that this firewall makes (a missing or additional rule, a missing chain), one line each; none when everything is right or no table exists.</summary>
    IReadOnlyList<string> Damage();

    /// <summary>The rules as the back end's own tool lists them: <c>nft list table</c>, <c>iptables-save</c>.</summary>
    string List();

    /// <summary>What the kernel holds.</summary>
    IReadOnlyList<FirewallElement> Read();

    /// <summary>The commands that do what <see cref="Apply"/> would do now, each a line for a shell.</summary>
    IReadOnlyList<string> Describe(FirewallChange change);
}
