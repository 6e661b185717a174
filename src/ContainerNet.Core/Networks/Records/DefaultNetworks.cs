using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace ContainerNet.Networks.Records;

/// <summary>The three networks that are always listed: bridge, host and none.</summary>
internal static class DefaultNetworks
{
    public const string BridgeName = "bridge";
    public const string HostName = "host";
    public const string NoneName = "none";

    /// <summary>Their ids follow from their names, so that they are the same before and after a first use.</summary>
    private static readonly NetworkRecord[] _fixed =
    [
        new(IdOf(HostName), HostName, NetworkDrivers.Host, default),
        new(IdOf(NoneName), NoneName, NetworkDrivers.Null, default),
    ];

    public static bool IsDefault(string name) => name is BridgeName or HostName or NoneName;

    /// <summary>The kept networks with the default ones that are not kept, those first.</summary>
    public static IEnumerable<NetworkRecord> With(IReadOnlyList<NetworkRecord> kept)
    {
        if (!kept.Any(network => network.Name == BridgeName)) yield return Unmade;
        foreach (NetworkRecord network in kept.Where(network => network.Name == BridgeName).Concat(_fixed).Concat(kept.Where(network => network.Name != BridgeName)))
            yield return network;
    }

    /// <summary>The one of all these with a name, or null.</summary>
    public static NetworkRecord? Find(IReadOnlyList<NetworkRecord> kept, string name)
    {
        foreach (NetworkRecord network in kept)
        {
            if (network.Name == name) return network;
        }
        return name == BridgeName ? Unmade : Array.Find(_fixed, network => network.Name == name);
    }

    /// <summary>The bridge network before its first use: it has no addresses yet.</summary>
    public static NetworkRecord Unmade { get; } = new(IdOf(BridgeName), BridgeName, NetworkDrivers.Bridge, default) { Masquerade = true };

    /// <summary>The network with a name.</summary>
    /// <exception cref="ContainerNetException">NetworkNotFound: there is none.</exception>
    public static NetworkRecord Require(IReadOnlyList<NetworkRecord> networks, string name)
        => Find(networks, name)
            ?? throw ContainerNetException.NotFound("NetworkNotFound", name, $"There is no network '{name}'.");

    private static string IdOf(string name) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"containernet network {name}")));
}
