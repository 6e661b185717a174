using System.Net;
using System.Net.Sockets;
using System.Text;
using ContainerNet.Interop;
using ContainerNet.Namespaces;
using ContainerNet.Tests.Support;

namespace ContainerNet.Tests.Networks;

/// <summary>A host of a test's own, with shorthands for networks and for what passes on them.</summary>
internal sealed class NetworkTestbed : IDisposable
{
    private readonly List<Socket> _listeners = [];

    public NetworkTestbed() => WithoutIPv6(NamespaceReference.Host);

    public TestHost Host { get; } = new();

    public NetHost Net => Host.Net;

    public ContainerNetwork NewNetwork(string name, string subnet) => Net.Networks.PlanCreate(Definition(name, subnet)).Run();

    public static NetworkDefinition Definition(string name, string subnet) => new() { Name = name, Subnet = IPNetwork.Parse(subnet) };

    /// <summary>A new namespace.</summary>
    public NamespaceReference NewNamespace(string name) => WithoutIPv6(Host.NewNamespace(name));

    /// <summary>A new namespace on a network.</summary>
    public ContainerEndpoint NewEndpoint(string network, string name) => Net.Endpoints.PlanConnect(network, NewNamespace(name)).Run();

    public PortMapping Publish(ContainerEndpoint endpoint, string publication) => Net.Ports.PlanAdd(endpoint, [PortPublication.Parse(publication)]).Run()[0];

    /// <summary>A namespace that plays a machine on the host's LAN: 192.0.2.2, with the host at 192.0.2.1.</summary>
    public NamespaceReference NewLan()
    {
        NamespaceReference lan = NewNamespace("lan");
        Host.IpBatch(NamespaceReference.Host, "link set lo up", $"link add lan0 type veth peer name eth0 netns {Host.PathOf(lan)}", "addr add 192.0.2.1/24 dev lan0", "link set lan0 up");
        Host.IpBatch(lan, "addr add 192.0.2.2/24 dev eth0", "link set eth0 up", "route add default via 192.0.2.1");
        return lan;
    }

    /// <summary>A server that tells each caller which address it sees.</summary>
    public void Serve(NamespaceReference place, int port)
    {
        Socket listener = OpenIn(place, () => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
        listener.Bind(new IPEndPoint(IPAddress.Any, port));
        listener.Listen();
        _listeners.Add(listener);
        new Thread(() => Answer(listener)) { IsBackground = true }.Start();
    }

    /// <summary>What a server answers; null when there is no connection. A fresh bridge port may pass nothing for a moment, so it is tried again.</summary>
    public string? Ask(NamespaceReference from, string address, int port, int attempts = 10)
    {
        for (int i = 0; i < attempts; i++)
        {
            using Socket socket = OpenIn(from, () => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
            try
            {
                if (!socket.ConnectAsync(IPAddress.Parse(address), port).Wait(TimeSpan.FromMilliseconds(300))) continue;
                socket.ReceiveTimeout = 2000;
                byte[] buffer = new byte[64];
                return Encoding.ASCII.GetString(buffer, 0, socket.Receive(buffer));
            }
            catch (AggregateException)
            {
                return null;
            }
        }
        return null;
    }

    /// <summary>All that a plan could have changed: the kernel as other tools read it, and the state's files.</summary>
    public string Snapshot()
    {
        var text = new StringBuilder(Host.Snapshot());
        text.AppendLine(Nft("list ruleset"));
        foreach (string folder in new[] { Host.Options.RunDirectory, Host.Options.StateDirectory })
        {
            if (!Directory.Exists(folder)) continue;
            foreach (string file in Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal)) text.AppendLine(file).AppendLine(File.ReadAllText(file));
        }
        return text.ToString();
    }

    public string Nft(string arguments) => IpTool.Start(Host.Options.NamespacePath, ["nft", .. arguments.Split(' ')], null);

    public void Dispose()
    {
        foreach (Socket listener in _listeners) listener.Dispose();
        Host.Dispose();
    }

    // Its link-local addresses come and settle in their own time, which no snapshot could tell from a change.
    private NamespaceReference WithoutIPv6(NamespaceReference place)
    {
        foreach (string which in new[] { "all", "default" }) Net.Namespaces.PlanSysctl(place, $"net.ipv6.conf.{which}.disable_ipv6", "1").Run();
        return place;
    }

    private T OpenIn<T>(NamespaceReference place, Func<T> open)
    {
        T opened = default!;
        using FileDescriptor descriptor = FileDescriptor.Open(Host.PathOf(place), OpenFlags.ReadOnly);
        NamespaceWorker.Shared.Run(descriptor, () => opened = open());
        return opened;
    }

    private static void Answer(Socket listener)
    {
        try
        {
            while (true)
            {
                using Socket caller = listener.Accept();
                caller.Send(Encoding.ASCII.GetBytes(((IPEndPoint)caller.RemoteEndPoint!).Address.ToString()));
            }
        }
        catch (SocketException)
        {
            // The test is over.
        }
    }
}
