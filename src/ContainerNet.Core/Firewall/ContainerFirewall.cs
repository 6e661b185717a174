namespace ContainerNet;

/// <summary>What holds the rules of container networks.</summary>
public enum FirewallBackend
{
    /// <summary>nf_tables, with tables of their own.</summary>
    NFTables,
    /// <summary>iptables, with chains of their own.</summary>
    IPTables,
}

/// <summary>The rules that container networks and published ports have made, as the host's packet filter holds them.</summary>
public sealed record ContainerFirewall
{
    /// <summary>What holds the rules.</summary>
    public required FirewallBackend Backend { get; init; }

    /// <summary>The names of the tables that are there: family and name in nf_tables, as in <c>inet containernet</c>; none without a network or port.</summary>
    public required IReadOnlyList<string> Tables { get; init; }

    /// <summary>The rules as the back end's own tool lists them (<c>nft list table</c>, <c>iptables-save</c>); empty where there are none.</summary>
    public required string Text { get; init; }
}
