namespace ContainerNet.Tests.Plans;

/// <summary>What a process without privileges tries, and prints how it ended.</summary>
internal static class Unprivileged
{
    public const string Enter = "enter", Read = "read", Ping = "ping";

    public static int Run(VictimOrder order)
    {
        try
        {
            using var net = new NetHost(order.Host);
            Console.WriteLine(Try(net, order.Plan));
        }
        catch (ContainerNetException e)
        {
            Console.WriteLine($"{e.Kind} {e.ErrorId} {e.Subject}: {e.Message}");
        }
        return 0;
    }

    private static string Try(NetHost net, string what)
    {
        switch (what)
        {
            case Enter:
                using (net.Namespaces.Enter(NamespaceReference.OfProcess(1))) return "entered";
            case Read:
                return $"{net.Links.List(NamespaceReference.Host).Count} links, {net.Routes.List(NamespaceReference.Host).Count} routes";
            case Ping:
                return net.Connectivity.Ping(NamespaceReference.Host, "127.0.0.1").Outcome.ToString();
            default:
                SamplePlans.Of(net, what).Run();
                return "done";
        }
    }
}
