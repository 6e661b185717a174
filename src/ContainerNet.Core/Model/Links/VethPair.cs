namespace ContainerNet;

/// <summary>Two ends of one virtual cable, wherever each of them is.</summary>
public sealed class VethPair
{
    /// <summary>The first end.</summary>
    public required NetAdapter Adapter { get; init; }

    /// <summary>The other end; null where its namespace cannot be found.</summary>
    public NetAdapter? Peer { get; init; }

    /// <summary>The first end's name.</summary>
    public string Name => Adapter.Name;

    /// <summary>The name again, under the name that addresses and routes use for it.</summary>
    public string InterfaceAlias => Name;

    /// <summary>The first end's index.</summary>
    public int InterfaceIndex => Adapter.InterfaceIndex;

    /// <summary>The namespace that the first end is in; empty for the host's own.</summary>
    public string Namespace => NamespaceValue.ToString();

    /// <summary>The same as a value.</summary>
    internal NamespaceReference NamespaceValue => Adapter.NamespaceValue;

    /// <summary>The other end's name; null where its namespace cannot be found.</summary>
    public string? PeerName => Peer?.Name;

    /// <summary>The other end's index in its namespace, which the kernel always tells.</summary>
    public int PeerIndex => Adapter.LinkIndex;

    /// <summary>The namespace that the other end is in; null where it cannot be found.</summary>
    public string? PeerNamespace => PeerNamespaceValue?.ToString();

    /// <summary>The same as a value.</summary>
    internal NamespaceReference? PeerNamespaceValue => Peer?.NamespaceValue;

    /// <summary>Whether packets pass: both ends are up.</summary>
    public AdapterStatus Status => Adapter.Status;

    /// <inheritdoc/>
    public override string ToString() => $"{Name} <-> {PeerName ?? "?"}";
}
