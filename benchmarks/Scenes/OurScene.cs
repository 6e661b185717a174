using System.Net;

namespace ContainerNet.Benchmarks.Scenes;

/// <summary>The scene as ContainerNet makes it.</summary>
internal sealed class OurScene : Scene
{
    private const string Network = "scene";
    private readonly ContainerEndpoint _one;

    public OurScene(NetHost net) : base(net, "our", NamespaceReference.Host)
    {
        net.Networks.PlanCreate(new NetworkDefinition { Name = Network, Subnet = IPNetwork.Parse("10.89.0.0/24") }).Run();
        _one = net.Endpoints.PlanConnect(Network, One).Run();
        net.Endpoints.PlanConnect(Network, Two).Run();
        LinkClient();
    }

    public override string AddressOfOne => _one.IPAddress.ToString();

    public override string BridgeAddress => _one.Gateway.ToString();

    public override void Publish(int firstPort, int count)
        => Net.Ports.PlanAdd(_one, [.. Enumerable.Range(firstPort, count).Select(port => PortPublication.Parse($"{port}:{ServerPort}"))]).Run();

    public override void Dispose()
    {
        base.Dispose();
        Net.Networks.PlanRemove(Network, force: true).Run();
    }
}
