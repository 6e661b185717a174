using ContainerNet.Host.Links;
using ContainerNet.Networks.Records;
using ContainerNet.Plans;

namespace ContainerNet.Networks.Drivers;

/// <summary>Networks whose endpoints have MAC addresses of their own on one of the host's interfaces. The network itself is nothing in the kernel.</summary>
internal static class MacvlanDriver
{
    public static List<Step> CreateSteps(PlanSession session, NetworkRecord network)
    {
        session.LinkIndex(NamespaceReference.Host, network.Parent!);
        return [];
    }

    /// <summary>The endpoint's interface, under its own name.</summary>
    public static List<Step> AttachSteps(NetworkRecord network, EndpointRecord endpoint, NamespaceReference place)
    {
        string first = $"mv{Random.Shared.GetHexString(9, lowercase: true)}";
        return
        [
            new CreateMacvlan(first, network.Parent!, network.MacvlanMode ?? MacvlanMode.Bridge, endpoint.MacAddress, place) { Mtu = network.MtuSize },
            new ChangeLink(first, new LinkSettings { Name = endpoint.Interface }, new LinkSettings { Name = first }) { Namespace = place },
        ];
    }
}
