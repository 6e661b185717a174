using System.Net;
using ContainerNet.Containers.Records;
using ContainerNet.Networks.Records;

namespace ContainerNet.Tests.State;

/// <summary>
/// The process that is watched for power cuts: it changes networks, endpoints, containers and the configuration in an order that a
/// seed decides. Before and after each change it asks for a file that does not exist, whose name says which change it is.
/// </summary>
internal static class PowerCutWork
{
    public const string Plan = "power cut";
    public const string Begin = "/containernet-mark/begin/";
    public const string Done = "/containernet-mark/done/";

    private const int Changes = 40;

    public static int Run(NetHostOptions options, int seed)
    {
        var chance = new Random(seed);
        using var net = new NetHost(options);
        var store = new ContainerStore(net.Context);
        for (int i = 0; i < Changes; i++)
        {
            (string name, Action change) = Next(net, store, chance, i);
            _ = File.Exists(Begin + name);
            change();
            _ = File.Exists(Done + name);
        }
        return 0;
    }

    // A name is what is then to be read: "+network:a" and "-container:b", ">container:b>c", or "mtu:1400".
    private static (string Name, Action Change) Next(NetHost net, ContainerStore store, Random chance, int number)
    {
        string[] networks = [.. net.Context.State.Networks.Select(network => network.Name)];
        ContainerRecord[] containers = [.. store.All()];
        string? network = networks.Length > 0 ? networks[chance.Next(networks.Length)] : null;
        ContainerRecord? container = containers.Length > 0 ? containers[chance.Next(containers.Length)] : null;
        switch (chance.Next(8))
        {
            case 0 when network is not null:
                return ($"-network:{network}", () => net.Networks.PlanRemove(network, force: true).Run());
            case 1 when network is not null:
                return ($"=endpoint:{number}", () => net.Endpoints.PlanConnect(network, net.Namespaces.PlanCreate($"ns{number}").Run()).Run());
            case 2:
                return ($"+container:c{number}", () => net.Containers.Create(new ContainerOptions { Name = $"c{number}", RootFileSystem = "/", Command = "true" }));
            case 3 when container is not null:
                return ($"-container:{container.Name}", () => net.Containers.Remove(container.Id));
            case 4 when container is not null:
                return ($"=container:{container.Name}", () => LiveThrough(store, container));
            case 5 when container is not null:
                return ($">container:{container.Name}>r{number}", () => net.Containers.Rename(container.Id, $"r{number}"));
            case 6:
                return ($"mtu:{1400 + number}", () => net.Configuration.PlanSet(new Dictionary<string, object?> { ["mtu"] = 1400 + number }).Run());
            default:
                return ($"+network:n{number}", () => net.Networks.PlanCreate(new NetworkDefinition { Name = $"n{number}", Subnet = IPNetwork.Parse($"10.{number}.0.0/24") }).Run());
        }
    }

    // What is kept of a container from its start to its end.
    private static void LiveThrough(ContainerStore store, ContainerRecord container)
    {
        foreach (ContainerPhase phase in new[] { ContainerPhase.Starting, ContainerPhase.Running, ContainerPhase.Exited }) container = store.Save(container with { Phase = phase });
    }
}
