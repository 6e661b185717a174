using System.Security.Cryptography;
using System.Text;
using ContainerNet.Plans;

namespace ContainerNet.Networks;

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

    /// <summary>The bridge network before its first use: it has no addresses yet.</summary>
    public static NetworkRecord Unmade { get; } = new(IdOf(BridgeName), BridgeName, NetworkDrivers.Bridge, default) { Masquerade = true };

    /// <summary>The steps that make the bridge network, and what it is then.</summary>
    public static IReadOnlyList<Step> CreateSteps(PlanSession session, out NetworkRecord network)
    {
        var definition = new NetworkDefinition { Name = BridgeName, BridgeName = "cnet0" };
        network = Unmade with
        {
            Created = DateTimeOffset.UtcNow,
            Bridge = definition.BridgeName,
            IPv4 = SubnetChooser.IPv4(session, definition, session.Host.State.Networks),
        };
        return NetworkOperations.CreateSteps(session, network);
    }

    private static string IdOf(string name) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"containernet network {name}")));
}
