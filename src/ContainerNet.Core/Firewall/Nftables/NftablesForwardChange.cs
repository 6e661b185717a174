using ContainerNet.Netlink.Nftables;

namespace ContainerNet.Firewall.Nftables;

/// <summary>What changes in chains that are not in tables of ours.</summary>
internal sealed record NftablesForwardChange
{
    /// <summary>Our rules that are removed, by their handles.</summary>
    public IReadOnlyList<NftRule> Removed { get; init; } = [];

    /// <summary>Our chains that are removed, after the rules that jump to them.</summary>
    public IReadOnlyList<NftChain> Deletes { get; init; } = [];

    /// <summary>Our chains that are added to other tools' tables.</summary>
    public IReadOnlyList<NftChain> Creates { get; init; } = [];

    /// <summary>Rules that these and others' chains get.</summary>
    public IReadOnlyList<NftablesRule> Added { get; init; } = [];

    public bool IsEmpty => Removed.Count + Deletes.Count + Creates.Count + Added.Count == 0;
}
