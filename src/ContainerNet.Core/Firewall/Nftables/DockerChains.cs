namespace ContainerNet.Firewall.Nftables;

/// <summary>The chains of iptables in which Docker Engine accepts what it publishes, and drops what reaches its bridges otherwise.</summary>
internal static class DockerChains
{
    /// <summary>Packets to a Docker bridge jump to this chain: <c>-o docker0 -j DOCKER</c>.</summary>
    public const string Publish = "DOCKER";

    /// <summary>Where that is done since Docker Engine 28; before, in FORWARD itself.</summary>
    public const string Bridge = "DOCKER-BRIDGE";

    /// <summary>The one that Docker makes for the administrator's rules.</summary>
    private const string User = "DOCKER-USER";

    /// <summary>Whether the interfaces that rules of a chain are about are Docker's.</summary>
    public static bool Contains(string chain) => chain != User && (chain == Publish || chain.StartsWith(Publish + "-", StringComparison.Ordinal));
}
