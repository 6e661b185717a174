using System.Net;
using System.Net.Sockets;
using System.Text;
using ContainerNet.Linux.NetNs;
using ContainerNet.Linux.Syscalls;
using ContainerNet.Tests.Support;
using Xunit;

namespace ContainerNet.Tests.Networks;

/// <summary>A host of a test's own, with shorthands for networks and for what passes on them.</summary>
internal sealed class NetworkTestbed : IDisposable
{
    private readonly List<IDisposable> _opened = [];

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
        Socket listener = OpenIn(place, () => new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp) { DualMode = true });
        listener.Bind(new IPEndPoint(IPAddress.IPv6Any, port));
        _opened.Add(new AddressServer(listener));
    }

    /// <summary>What a server answers; null when there is no connection. A fresh bridge port may pass nothing for a moment, so it is tried again.</summary>
    public string? Ask(NamespaceReference from, string address, int port, int attempts = 10)
    {
        for (int i = 0; i < attempts; i++)
        {
            IPAddress target = IPAddress.Parse(address);
            using Socket socket = OpenIn(from, () => new Socket(target.AddressFamily, SocketType.Stream, ProtocolType.Tcp));
            try
            {
                if (!socket.ConnectAsync(target, port).Wait(TimeSpan.FromMilliseconds(300))) continue;
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

    /// <summary>A socket inside that keeps the datagrams that come for a port.</summary>
    public Socket Receive(NamespaceReference place, int port)
    {
        Socket socket = OpenIn(place, () => new Socket(AddressFamily.InterNetworkV6, SocketType.Dgram, ProtocolType.Udp) { DualMode = true });
        socket.Bind(new IPEndPoint(IPAddress.IPv6Any, port));
        _opened.Add(socket);
        return socket;
    }

    /// <summary>Sends datagrams from an address and returns the address that the receiver sees; null when none arrives.</summary>
    public string? Send(NamespaceReference from, string source, string target, Socket receiver, int? port = null, int attempts = 3)
    {
        IPAddress address = IPAddress.Parse(target);
        using Socket socket = OpenIn(from, () => new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp));
        socket.Bind(new IPEndPoint(IPAddress.Parse(source), 0));
        receiver.ReceiveTimeout = 300;
        // What was sent before may arrive late, after the answer to an ARP request.
        while (receiver.Available > 0) receiver.Receive(new byte[8]);
        for (int i = 0; i < attempts; i++)
        {
            EndPoint sender = new IPEndPoint(IPAddress.IPv6Any, 0);
            try
            {
                socket.SendTo([1], new IPEndPoint(address, port ?? ((IPEndPoint)receiver.LocalEndPoint!).Port));
                receiver.ReceiveFrom(new byte[8], ref sender);
                return AddressServer.Unmapped(sender);
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.TimedOut or SocketError.ConnectionRefused or SocketError.WouldBlock)
            {
                continue;
            }
        }
        return null;
    }

    /// <summary>Gives the LAN and the host IPv6 addresses on it: 2001:db8::2, with the host at 2001:db8::1.</summary>
    public void AddIPv6(NamespaceReference lan)
    {
        Set(NamespaceReference.Host, "net.ipv6.conf.lan0.disable_ipv6=0");
        Set(lan, "net.ipv6.conf.eth0.disable_ipv6=0", "net.ipv6.conf.lo.disable_ipv6=0");
        Set(NamespaceReference.Host, "net.ipv6.conf.lo.disable_ipv6=0");
        Host.IpBatch(NamespaceReference.Host, "addr add 2001:db8::1/64 dev lan0 nodad");
        Host.IpBatch(lan, "addr add 2001:db8::2/64 dev eth0 nodad", "route add default via 2001:db8::1");
    }

    /// <summary>Sets kernel parameters.</summary>
    public void Set(NamespaceReference place, params string[] parameters) => IpTool.Start(Host.PathOf(place), ["sysctl", "-qw", .. parameters], null);

    /// <summary>Reads a kernel parameter with sysctl(8).</summary>
    public string Sysctl(NamespaceReference place, string parameter) => IpTool.Start(Host.PathOf(place), ["sysctl", "-n", parameter], null).Trim();

    /// <summary>Writes daemon.json.</summary>
    public void Configure(string json)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Host.Options.ConfigurationFile)!);
        File.WriteAllText(Host.Options.ConfigurationFile, json);
    }

    /// <summary>Whether what a bridge forwards passes the host's IP hooks too; a kernel without br_netfilter has it off.</summary>
    public void CallIPHooksOfBridges(bool on)
    {
        if (File.Exists("/proc/sys/net/bridge/bridge-nf-call-iptables")) Set(NamespaceReference.Host, $"net.bridge.bridge-nf-call-iptables={(on ? 1 : 0)}");
    }

    /// <summary>The id of the error that something ends with.</summary>
    public static string? ErrorId(Func<object?> action) => Assert.ThrowsAny<ContainerNetException>(action).ErrorId;

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
        foreach (IDisposable opened in _opened) opened.Dispose();
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
}
