namespace ContainerNet;

/// <summary>What differs between a network as it is meant and the kernel.</summary>
public enum NetworkDifferenceKind : long
{
    /// <summary>An interface is not there: a bridge, a parent, an endpoint's.</summary>
    InterfaceMissing,
    /// <summary>An interface is there with another setting: down, not on its bridge, another MTU.</summary>
    InterfaceSetting,
    /// <summary>An address is not there.</summary>
    AddressMissing,
    /// <summary>A default route is not there.</summary>
    RouteMissing,
    /// <summary>A kernel parameter has another value.</summary>
    KernelParameter,
    /// <summary>The namespace of an endpoint no longer exists.</summary>
    NamespaceMissing,
    /// <summary>The firewall does not hold something that it should.</summary>
    FirewallMissing,
    /// <summary>The firewall holds something that belongs to nothing.</summary>
    FirewallExtra,
    /// <summary>The firewall's rules are not those that are ours.</summary>
    FirewallDamage,
    /// <summary>No server answers for the network's names, or its answers are wrong.</summary>
    NameServer,
}

/// <summary>One difference between what is meant and what the kernel has.</summary>
public sealed class ContainerNetworkDifference
{
    internal ContainerNetworkDifference(NamespaceReference place) => NamespaceValue = place;

    /// <summary>The network; empty for what belongs to none.</summary>
    public required string Network { get; init; }

    /// <summary>The namespace that it is in.</summary>
    public string Namespace => NamespaceValue.ToString();

    /// <summary>The same as a value.</summary>
    internal NamespaceReference NamespaceValue { get; }

    /// <summary>What kind of difference it is.</summary>
    public required NetworkDifferenceKind Kind { get; init; }

    /// <summary>What it is about: an interface, an address, a rule.</summary>
    public required string Subject { get; init; }

    /// <summary>The intended state.</summary>
    public string Expected { get; init; } = "";

    /// <summary>What the kernel has.</summary>
    public string Actual { get; init; } = "";

    /// <inheritdoc/>
    public override string ToString() => $"{Subject}: expected {Expected}, found {(Actual.Length == 0 ? "nothing" : Actual)}";
}
