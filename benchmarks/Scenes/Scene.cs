using System.Diagnostics;
using ContainerNet.Host.Namespaces;

namespace ContainerNet.Benchmarks.Scenes;

/// <summary>A host with two containers on a bridge, and a client outside. Packets between them are what is measured.</summary>
internal abstract class Scene : IDisposable
{
    /// <summary>The host's address that the client outside calls.</summary>
    public const string OutsideAddress = "10.90.0.1";

    /// <summary>The port that servers in containers listen at.</summary>
    public const int ServerPort = 80;

    private const string BridgeNetfilter = "net.bridge.bridge-nf-call-iptables";
    private readonly List<Process> _servers = [];
    private string? _bridgeNetfilter;

    /// <param name="net">Where namespaces are made.</param>
    /// <param name="name">What their names begin with.</param>
    /// <param name="host">The scene's host.</param>
    protected Scene(NetHost net, string name, NamespaceReference host)
    {
        Net = net;
        Host = host;
        Client = net.Namespaces.PlanCreate($"{name}-client").Run();
        One = net.Namespaces.PlanCreate($"{name}-one").Run();
        Two = net.Namespaces.PlanCreate($"{name}-two").Run();
    }

    /// <summary>Where the containers' bridge is.</summary>
    public NamespaceReference Host { get; }

    /// <summary>A machine next to the host.</summary>
    public NamespaceReference Client { get; }

    /// <summary>The container that the ports map to.</summary>
    public NamespaceReference One { get; }

    /// <summary>Another on the same bridge.</summary>
    public NamespaceReference Two { get; }

    /// <summary>The address of <see cref="One"/>.</summary>
    public abstract string AddressOfOne { get; }

    /// <summary>The bridge's address.</summary>
    public abstract string BridgeAddress { get; }

    protected NetHost Net { get; }

    /// <summary>Publishes ports of the host's one after the other, each a mapping of its own to <see cref="ServerPort"/> of <see cref="One"/>.</summary>
    public abstract void Publish(int firstPort, int count);

    /// <summary>Has frames that stay on a bridge of the host's meet no rules of IP, and no connection tracking.</summary>
    /// <exception cref="MissingException">The kernel has no br_netfilter, so they never do.</exception>
    public void SwitchBridgeNetfilterOff()
    {
        _bridgeNetfilter = Net.Namespaces.GetSysctl(Host, BridgeNetfilter) ?? throw new MissingException($"the kernel has no {BridgeNetfilter} (br_netfilter)");
        Net.Namespaces.PlanSysctl(Host, BridgeNetfilter, "0").Run();
    }

    /// <summary>Starts a program in a namespace that runs until the scene is over.</summary>
    public void Serve(NamespaceReference place, string program, params string[] arguments)
    {
        using NamespaceScope scope = Net.Namespaces.Enter(place);
        var server = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        _servers.Add(server);
        // A program that prints into a pipe without a reader blocks once the pipe is full.
        _ = server.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
    }

    /// <summary>What a program in a namespace prints.</summary>
    public string Run(NamespaceReference place, string program, params string[] arguments)
    {
        using NamespaceScope scope = Net.Namespaces.Enter(place);
        return Tool.Output(program, arguments);
    }

    /// <summary>What a call to a server answers once that works: a server takes a moment to listen, and iperf3's after each stream.</summary>
    public static T WhenServed<T>(Func<T> call)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return call();
            }
            catch (InvalidOperationException) when (attempt < 20)
            {
                Thread.Sleep(100);
            }
        }
    }

    public virtual void Dispose()
    {
        foreach (Process server in _servers)
        {
            server.Kill();
            server.WaitForExit();
            server.Dispose();
        }
        if (_bridgeNetfilter is { } before) Net.Namespaces.PlanSysctl(Host, BridgeNetfilter, before).Run();
        foreach (NamespaceReference place in (NamespaceReference[])[Client, One, Two]) Net.Namespaces.PlanRemove(place.Name!).Run();
    }

    /// <summary>Links the client to the host by a veth pair.</summary>
    protected void LinkClient()
    {
        Ip(Host, "link", "add", "outside0", "up", "type", "veth", "peer", "name", "eth0", "netns", Client.Name!);
        Ip(Host, "address", "add", $"{OutsideAddress}/24", "dev", "outside0");
        Configure(Client, "10.90.0.2/24", OutsideAddress);
    }

    /// <summary>Sets a namespace's eth0 up.</summary>
    protected void Configure(NamespaceReference place, string address, string gateway)
    {
        Ip(place, "link", "set", "eth0", "up");
        Ip(place, "address", "add", address, "dev", "eth0");
        Ip(place, "route", "add", "default", "via", gateway);
    }

    protected void Ip(NamespaceReference place, params string[] arguments) => Run(place, "ip", arguments);
}
