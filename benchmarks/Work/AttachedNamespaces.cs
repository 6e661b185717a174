using System.Net;

namespace ContainerNet.Benchmarks.Work;

/// <summary>A network, and namespaces that are or will be attached to it; all go together.</summary>
internal sealed class AttachedNamespaces
{
    private const string Network = "bench";
    private readonly NetHost _host;
    private readonly string[] _names;

    public AttachedNamespaces(NetHost host, int count)
    {
        _host = host;
        _names = [.. Enumerable.Range(0, count).Select(i => $"bench{i}")];
        host.Networks.PlanCreate(new NetworkDefinition { Name = Network, Subnet = IPNetwork.Parse("10.97.0.0/16") }).Run();
        foreach (string name in _names) host.Namespaces.PlanCreate(name).Run();
    }

    /// <summary>Attaches one after the other.</summary>
    public void Attach()
    {
        foreach (string name in _names) _host.Endpoints.PlanConnect(Network, NamespaceReference.Named(name)).Run();
    }

    /// <summary>Removes the network and the namespaces.</summary>
    public void Remove()
    {
        _host.Namespaces.PlanRemove(_names).Run();
        _host.Networks.PlanRemove(Network).Run();
    }
}
