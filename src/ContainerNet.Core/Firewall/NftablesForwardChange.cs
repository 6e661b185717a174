using ContainerNet.Netlink.Netfilter;

namespace ContainerNet.Firewall;

/// <summary>What changes in chains that are not in tables of ours.</summary>
internal sealed record NftablesForwardChange
{
    /// <summary>Rules of ours that go, by their handles.</summary>
    public IReadOnlyList<NftRule> Removed { get; init; } = [];

    /// <summary>Chains of ours that go, behind the rules that lead to them.</summary>
    public IReadOnlyList<NftChain> Deletes { get; init; } = [];

    /// <summary>Chains of ours that others' tables get.</summary>
    public IReadOnlyList<NftChain> Creates { get; init; } = [];

    /// <summary>Rules that these and others' chains get.</summary>
    public IReadOnlyList<NftablesRule> Added { get; init; } = [];

    public bool IsEmpty => Removed.Count + Deletes.Count + Creates.Count + Added.Count == 0;
}
