namespace ContainerNet;

/// <summary>What holds the rules of container networks.</summary>
public enum FirewallBackend : long
{
    /// <summary>nf_tables, with tables of their own.</summary>
    NFTables,
    /// <summary>iptables, with chains of their own.</summary>
    IPTables,
    /// <summary>Nothing: daemon.json says <c>"iptables": false</c>.</summary>
    None,
}

/// <summary>The rules that container networks and published ports have made, as the host's packet filter holds them.</summary>
public sealed class ContainerFirewall
{
    /// <summary>What holds the rules.</summary>
    public required FirewallBackend Backend { get; init; }

    /// <summary>The names of the existing tables: family and name in nf_tables, as in <c>inet containernet</c>; none without a network or port.</summary>
    public required IReadOnlyList<string> Tables { get; init => field = Readable.List(value); }

    /// <summary>The rules as the back end's own tool lists them (<c>nft list table</c>, <c>iptables-save</c>); empty where there are none.</summary>
    public required string Text { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Text;
}
