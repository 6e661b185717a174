using System.Globalization;

namespace ContainerNet.Tests.Networks;

/// <summary>Random operations of one process among several on one host. Each has namespaces of its own; networks and ports are all's.</summary>
internal static class NetworkStress
{
    public const string Plan = "stress";
    public const int Processes = 8;
    public const int Places = 3;

    /// <summary>How many operations each process does; CONTAINERNET_STRESS_OPERATIONS says otherwise.</summary>
    public static int Operations => int.TryParse(Environment.GetEnvironmentVariable("CONTAINERNET_STRESS_OPERATIONS"), CultureInfo.InvariantCulture, out int given) ? given : 40;

    public static string PlaceName(int seed, int number) => $"p{seed}-{number}";

    /// <summary>What another process has or is about to take is refused; any other error ends it.</summary>
    public static int Run(NetHostOptions options, int seed)
    {
        using var net = new NetHost(options);
        var random = new Random(seed);
        for (int i = 0; i < Operations; i++)
        {
            try
            {
                DoOne(net, random, seed);
            }
            catch (ContainerNetException e) when (e.Kind is ErrorKind.InUse or ErrorKind.NotFound or ErrorKind.AlreadyExists)
            {
                continue;
            }
        }
        return 0;
    }

    private static void DoOne(NetHost net, Random random, int seed)
    {
        string network = $"net{random.Next(4)}";
        NamespaceReference place = NamespaceReference.Named(PlaceName(seed, random.Next(Places)));
        switch (random.Next(6))
        {
            case 0: net.Networks.PlanCreate(new NetworkDefinition { Name = network }).Run(); break;
            case 1 or 2: net.Endpoints.PlanConnect(network, place).Run(); break;
            case 3: net.Ports.PlanAdd(AnyOf(net, place), [PortPublication.Parse(random.Next(2) == 0 ? "80" : $"{random.Next(9000, 9020)}:80")]).Run(); break;
            case 4: net.Endpoints.PlanDisconnect(network, place).Run(); break;
            default: net.Networks.PlanRemove(network).Run(); break;
        }
    }

    private static ContainerEndpoint AnyOf(NetHost net, NamespaceReference place)
        => net.Endpoints.List().FirstOrDefault(endpoint => endpoint.NamespaceValue == place) ?? net.Endpoints.OnlyOf(place);
}
