using System.Net;

namespace ContainerNet.Benchmarks.Rows;

/// <summary>A network with room for many namespaces.</summary>
internal abstract class ManyEndpoints(Stage stage, int count) : Row
{
    /// <summary>The network's name, and what the namespaces' names begin with.</summary>
    protected const string Network = "many";

    private readonly string[] _names = [.. Enumerable.Range(0, count).Select(i => $"{Network}{i}")];

    public override (int WarmUp, int Counted) Rounds(bool quick) => count > 100 ? (0, 1) : (1, quick ? 2 : 5);

    /// <summary>Makes the network and the namespaces.</summary>
    protected void Make()
    {
        stage.Host.Networks.PlanCreate(new NetworkDefinition { Name = Network, Subnet = IPNetwork.Parse("10.97.0.0/16") }).Run();
        foreach (string name in _names) stage.Host.Namespaces.PlanCreate(name).Run();
    }

    /// <summary>Removes them. The kernel clears many namespaces away at once, and with them their interfaces.</summary>
    protected void Clear()
    {
        foreach (string name in _names) stage.Host.Namespaces.PlanRemove(name).Run();
        stage.Host.Networks.PlanRemove(Network, force: true).Run();
    }

    /// <summary>Attaches them all, one after the other.</summary>
    protected void Attach()
    {
        foreach (string name in _names) stage.Host.Endpoints.PlanConnect(Network, NamespaceReference.Named(name)).Run();
    }

    /// <summary>Detaches them all in one go.</summary>
    protected void DetachTogether() => stage.Host.Endpoints.PlanDisconnect([.. stage.Host.Endpoints.List().Where(endpoint => endpoint.Network == Network)]).Run();

    /// <summary>Detaches them all, one after the other.</summary>
    protected void Detach()
    {
        foreach (string name in _names) stage.Host.Endpoints.PlanDisconnect(Network, NamespaceReference.Named(name)).Run();
    }
}
