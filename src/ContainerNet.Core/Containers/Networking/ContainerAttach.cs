using System.Globalization;
using System.Net.Sockets;
using ContainerNet.Containers.Records;
using ContainerNet.Containers.Steps;
using ContainerNet.Firewall;
using ContainerNet.Firewall.Elements;
using ContainerNet.Host.Links;
using ContainerNet.Host.Namespaces;
using ContainerNet.Host.Routes;
using ContainerNet.Linux.Syscalls;
using ContainerNet.Networks;
using ContainerNet.Networks.Endpoints;
using ContainerNet.Networks.Records;
using ContainerNet.Plans;

namespace ContainerNet.Containers.Networking;

/// <summary>Attaches a container that starts to its networks.</summary>
internal sealed class ContainerAttach(HostContext host, ContainerRecord container, IReadOnlyList<ContainerNetworkRequest> wishes, CancellationToken cancellation)
{
    /// <summary>Makes missing bridges again; all are missing after a reboot.</summary>
    public ContainerStep RestoreStep() => new(
        () => Missing().SelectMany(network => host.Networks.PlanRepair(network).Commands),
        tell =>
        {
            foreach (string network in Missing()) host.Networks.PlanRepair(network).Run(tell, cancellation);
        });

    /// <summary>Attaches its namespace to each network.</summary>
    public ContainerStep AttachStep() => new(Describe, tell =>
    {
        var place = NamespaceReference.OfContainer(host.ContainerNamespaces.PathOf(container.Id), container.Name);
        foreach (ContainerNetworkRequest wish in wishes) host.Endpoints.PlanConnect(wish.Network, place, wish.Options).Run(tell, cancellation);
    });

    private string[] Missing()
    {
        NetworkRecord[] networks = [.. host.State.Networks.Where(network => network.Bridge is not null && wishes.Any(wish => wish.Network == network.Name))];
        if (networks.Length == 0) return [];
        using PlanSession session = host.NewSession(cancellation);
        HashSet<string> present = session.ExistingLinks(NamespaceReference.Host, [.. networks.Select(network => network.Bridge!)]);
        return [.. networks.Where(network => !present.Contains(network.Bridge!)).Select(network => network.Name)];
    }

    // The namespace does not exist yet, so another empty one stands in for it, which has no name and ends at once. What the
    // container holds from an earlier run it has given back by then.
    private IEnumerable<string> Describe()
    {
        if (wishes.Count == 0) return [];
        using FileDescriptor empty = NamespaceDirectory.CreateNameless();
        string path = string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{empty.Number}");
        EndpointRecord[] earlier = [.. host.State.Endpoints.Where(endpoint => endpoint.Container == container.Name)];
        string[] ids = Array.ConvertAll(earlier, endpoint => endpoint.Id);
        // Each network is looked at as if it were the first, and only the first gives the default route.
        var routed = new HashSet<AddressFamily>();
        Step[] steps =
        [
            .. wishes.SelectMany(wish => host.Endpoints.PlanConnect(wish.Network, NamespaceReference.OfContainer(path, container.Name), wish.Options with { Without = ids }).Steps)
                .Where(step => step is not AddRoute { Entry: { Table: NetRoute.MainTable, Destination: { PrefixLength: 0 } destination } } || routed.Add(destination.BaseAddress.AddressFamily)),
        ];
        string meant = host.ContainerNamespaces.PathOf(container.Id);
        return [.. Lines(steps, earlier).Select(command => command.Replace(path, meant, StringComparison.Ordinal))];
    }

    private static IEnumerable<string> Lines(Step[] steps, EndpointRecord[] earlier)
    {
        FirewallElement[] gone = [.. earlier.SelectMany(endpoint => endpoint.ToElements())];
        return Plan.CommandsOf(steps.Select(step => step is ChangeFirewall change ? change with { Gone = gone } : step));
    }
}
