using System.Net;

namespace ContainerNet;

/// <summary>A container network: a bridge with an address, and what the firewall does for it.</summary>
public sealed record ContainerNetwork
{
    /// <summary>64 hexadecimal digits, unique.</summary>
    public required string Id { get; init; }

    /// <summary>Its name, unique on the host.</summary>
    public required string Name { get; init; }

    /// <summary>What makes it; <c>bridge</c>.</summary>
    public required string Driver { get; init; }

    /// <summary>The addresses its endpoints get theirs from.</summary>
    public required IPNetwork Subnet { get; init; }

    /// <summary>The bridge's own address: the endpoints' default gateway.</summary>
    public required IPAddress Gateway { get; init; }

    /// <summary>The bridge's name.</summary>
    public required string BridgeName { get; init; }

    /// <summary>Whether what leaves the network gets an address of the host's.</summary>
    public bool Masquerade { get; init; }

    /// <summary>The MTU in bytes; null for the kernel's default.</summary>
    public uint? MtuSize { get; init; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset Created { get; init; }

    /// <summary>How many endpoints it has.</summary>
    public int EndpointCount { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>What a new network is to be.</summary>
public sealed record NetworkDefinition
{
    /// <summary>Its name: a letter or digit, then letters, digits, '_', '.' and '-', as Docker has it.</summary>
    public required string Name { get; init; }

    /// <summary>The addresses its endpoints get theirs from; IPv4, /30 or shorter.</summary>
    public required IPNetwork Subnet { get; init; }

    /// <summary>The bridge's own address; the subnet's first when null.</summary>
    public IPAddress? Gateway { get; init; }

    /// <summary>Whether what leaves the network gets an address of the host's.</summary>
    public bool Masquerade { get; init; } = true;

    /// <summary>The bridge's name; <c>cn-</c> and ten characters of the id when null.</summary>
    public string? BridgeName { get; init; }

    /// <summary>The MTU in bytes; the kernel's default when null.</summary>
    public uint? MtuSize { get; init; }
}
