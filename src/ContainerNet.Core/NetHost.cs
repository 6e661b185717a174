using ContainerNet.Addressing;
using ContainerNet.Configuration;
using ContainerNet.Connectivity;
using ContainerNet.Containers;
using ContainerNet.Firewall;
using ContainerNet.Interop;
using ContainerNet.Links;
using ContainerNet.Names;
using ContainerNet.Namespaces;
using ContainerNet.Netlink;
using ContainerNet.Networks;
using ContainerNet.Plans;
using ContainerNet.State;

namespace ContainerNet;

/// <summary>Where a host is: its network namespace and its folders. A test makes as many hosts as it needs.</summary>
public sealed record NetHostOptions
{
    /// <summary>The namespace that the host's own links live in; the process's own by default.</summary>
    public string NamespacePath { get; init; } = "/proc/self/ns/net";

    /// <summary>Where named namespaces are; iproute2's by default (NETNS_RUN_DIR in include/namespace.h).</summary>
    public string NamespaceDirectory { get; init; } = "/run/netns";

    /// <summary>What a reboot ends: endpoints, leases, locks, journals.</summary>
    public string RunDirectory { get; init; } = "/run/containernet";

    /// <summary>What a reboot must not end: network definitions.</summary>
    public string StateDirectory { get; init; } = "/var/lib/containernet";

    /// <summary>What is configured, with the keys of Docker's daemon.json.</summary>
    public string ConfigurationFile { get; init; } = "/etc/containernet/daemon.json";

    /// <summary>
    /// A program, by its path, with arguments, that is run when a container has ended, with the container's id behind them; it
    /// is to call <see cref="ContainerOperations.Repair"/>. Without one the next command does what is to be done then.
    /// </summary>
    public IReadOnlyList<string> ExitCommand { get; init; } = [];

    /// <summary>What tells this host from others (machine-id(5)).</summary>
    public string MachineIdFile { get; init; } = "/etc/machine-id";

    /// <summary>Where aardvark-dns is; looked for where distributions put it when null.</summary>
    public string? NameServerPath { get; init; }
}

/// <summary>
/// One host: the entry point to everything. It is an argument, never ambient: nothing below it looks at "the current
/// namespace" or at a fixed path.
/// </summary>
public sealed class NetHost : IDisposable
{
    private readonly Lock _lock = new();
    private NetlinkSocket? _route;
    private NetlinkSocket? _netfilter;

    /// <summary>Makes a host. Nothing is opened or checked before the first use.</summary>
    public NetHost(NetHostOptions? options = null)
    {
        Options = options ?? new NetHostOptions();
        Sysctls = new SysctlFiles(this);
        NamespaceFolder = new NamespaceFolder(Options.NamespaceDirectory);
        Namespaces = new NamespaceOperations(this);
        Links = new LinkOperations(this);
        VethPairs = new VethOperations(this);
        Bridges = new BridgeOperations(this);
        Addresses = new AddressOperations(this);
        Routes = new RouteOperations(this);
        Neighbors = new NeighborOperations(this);
        Networks = new NetworkOperations(this);
        Endpoints = new EndpointOperations(this);
        Ports = new PortOperations(this);
        Containers = new ContainerOperations(this);
        Runtime = new OciRuntime(this);
        ContainerNamespaces = new NamespaceFolder(Path.Combine(Options.RunDirectory, "netns"));
        AddressMappings = new AddressMappingOperations(this);
        PacketFilter = new FirewallOperations(this);
        State = new HostState(Options);
        Connectivity = new ConnectivityOperations(this);
        Configuration = new ConfigurationOperations(this);
        Names = new NameService(this);
        ImageStore = new ImageStore(Path.Combine(Options.StateDirectory, "images"));
        Images = new ImageOperations(ImageStore);
    }

    /// <summary>Where the host is.</summary>
    public NetHostOptions Options { get; }

    /// <summary>Network namespaces.</summary>
    public NamespaceOperations Namespaces { get; }

    /// <summary>Links: interfaces of every kind.</summary>
    public LinkOperations Links { get; }

    /// <summary>Veth pairs.</summary>
    public VethOperations VethPairs { get; }

    /// <summary>Bridges.</summary>
    public BridgeOperations Bridges { get; }

    /// <summary>Addresses of interfaces.</summary>
    public AddressOperations Addresses { get; }

    /// <summary>Routes, and what the kernel would choose.</summary>
    public RouteOperations Routes { get; }

    /// <summary>Neighbours: the ARP and NDP tables.</summary>
    public NeighborOperations Neighbors { get; }

    /// <summary>Container networks.</summary>
    public NetworkOperations Networks { get; }

    /// <summary>Endpoints: namespaces' places on networks.</summary>
    public EndpointOperations Endpoints { get; }

    /// <summary>Published ports.</summary>
    public PortOperations Ports { get; }

    /// <summary>Containers.</summary>
    public ContainerOperations Containers { get; }

    /// <summary>Addresses of the host that lead to an endpoint whole.</summary>
    public AddressMappingOperations AddressMappings { get; }

    /// <summary>The rules that networks and ports have made.</summary>
    public FirewallOperations PacketFilter { get; }

    /// <summary>Tests of connections.</summary>
    public ConnectivityOperations Connectivity { get; }

    /// <summary>daemon.json.</summary>
    public ConfigurationOperations Configuration { get; }

    /// <summary>Names of endpoints.</summary>
    public NameService Names { get; }

    /// <summary>Images of containers.</summary>
    public ImageOperations Images { get; }

    internal NamespaceFolder NamespaceFolder { get; }

    internal HostState State { get; }

    internal ImageStore ImageStore { get; }

    /// <summary>What runs containers.</summary>
    internal OciRuntime Runtime { get; }

    /// <summary>The network namespaces of containers, by the containers' ids.</summary>
    internal NamespaceFolder ContainerNamespaces { get; }

    internal SysctlFiles Sysctls { get; }

    /// <summary>The packet filter of the host's own namespace.</summary>
    internal IFirewall Firewall
    {
        get
        {
            lock (_lock) return field ??= FirewallChoice.For(this);
        }
    }

    /// <summary>Closes the host's sockets and files.</summary>
    public void Dispose()
    {
        _route?.Dispose();
        _netfilter?.Dispose();
        State.Dispose();
        ImageStore.Dispose();
        Sysctls.Dispose();
    }

    /// <summary>The path that leads to a namespace of this host.</summary>
    internal string PathOf(NamespaceReference reference)
        => reference.IsHost ? Options.NamespacePath : reference.Path ?? NamespaceFolder.PathOf(reference.Name!);

    /// <summary>Opens a namespace, or throws that there is none.</summary>
    internal FileDescriptor OpenNamespace(NamespaceReference reference)
    {
        string path = PathOf(reference);
        try
        {
            return FileDescriptor.Open(path, OpenFlags.ReadOnly);
        }
        catch (SystemCallException e) when (e.Kind == ErrorKind.NotFound)
        {
            throw ContainerNetException.NotFound("NamespaceNotFound", reference.ToString(), $"There is no network namespace '{reference}' ({path} does not exist).");
        }
        // Another user's process does not show its namespaces; who may enter them may also look.
        catch (SystemCallException e) when (e.Kind == ErrorKind.Permission && Capabilities.Missing(Capability.SysAdmin) is { } missing)
        {
            throw missing;
        }
    }

    /// <summary>A rtnetlink socket of the host's own namespace, kept: that namespace outlives this object anyway.</summary>
    internal NetlinkSocket HostRoute()
    {
        lock (_lock) return _route ??= OpenSocket(NamespaceReference.Host, NetlinkProtocol.Route);
    }

    /// <summary>A netfilter socket of the host's own namespace, kept.</summary>
    internal NetlinkSocket HostNetfilter()
    {
        lock (_lock) return _netfilter ??= OpenSocket(NamespaceReference.Host, NetlinkProtocol.Netfilter);
    }

    /// <summary>Opens a netlink socket inside a namespace. While it is open the namespace lives, so it is for one operation.</summary>
    internal NetlinkSocket OpenSocket(NamespaceReference reference, NetlinkProtocol protocol)
        => InNamespace(reference, () => NetlinkSocket.Open(protocol));

    /// <summary>Opens something, a socket mostly, inside a namespace.</summary>
    internal T InNamespace<T>(NamespaceReference reference, Func<T> open)
    {
        // Reading the process's own links needs no privilege, and entering a namespace does.
        if (reference.IsHost && Options.NamespacePath == new NetHostOptions().NamespacePath && NamespaceIdentity.IsCurrent(Options.NamespacePath))
            return open();
        using FileDescriptor descriptor = OpenNamespace(reference);
        return Inside(reference, descriptor, open);
    }

    /// <summary>Runs work inside a namespace; not being allowed to is one clear error.</summary>
    internal static T Inside<T>(NamespaceReference reference, FileDescriptor descriptor, Func<T> work)
    {
        T result = default!;
        try
        {
            NamespaceWorker.Shared.Run(descriptor, () => result = work());
        }
        catch (SystemCallException e) when (e.Call == "setns")
        {
            throw NotEntered(reference, e);
        }
        return result;
    }

    /// <summary>Why a namespace could not be entered.</summary>
    internal static ContainerNetException NotEntered(NamespaceReference reference, SystemCallException cause) => cause.Errno switch
    {
        Errno.EINVAL => ContainerNetException.NotFound("NotANamespace", reference.ToString(), $"'{reference}' is not a network namespace: nothing is mounted there."),
        Errno.EPERM => Capabilities.Missing(Capability.SysAdmin) ?? cause,
        _ => cause,
    };

    internal PlanSession NewSession(CancellationToken cancellation = default) => new(this, cancellation);
}
