namespace ContainerNet;

/// <summary>What can make a network, by Docker's names.</summary>
internal static class NetworkDrivers
{
    /// <summary>A bridge on the host, with NAT.</summary>
    public const string Bridge = "bridge";

    /// <summary>Interfaces with MAC addresses of their own on one of the host's.</summary>
    public const string Macvlan = "macvlan";

    /// <summary>The host's own network.</summary>
    public const string Host = "host";

    /// <summary>Nothing but lo.</summary>
    public const string Null = "null";

    public static readonly string[] All = [Bridge, Macvlan, Host, Null];
}
