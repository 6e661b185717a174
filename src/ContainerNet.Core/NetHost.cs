using ContainerNet.Configuration;
using ContainerNet.Containers;
using ContainerNet.Containers.Events;
using ContainerNet.Containers.Images;
using ContainerNet.Containers.Networking;
using ContainerNet.Containers.Records;
using ContainerNet.Containers.Runtime;
using ContainerNet.Containers.Volumes;
using ContainerNet.Firewall;
using ContainerNet.Firewall.Elements;
using ContainerNet.Host;
using ContainerNet.Host.Addresses;
using ContainerNet.Host.Connectivity;
using ContainerNet.Host.Links;
using ContainerNet.Host.Namespaces;
using ContainerNet.Host.Neighbors;
using ContainerNet.Host.Routes;
using ContainerNet.Linux.NetNs;
using ContainerNet.Linux.Syscalls;
using ContainerNet.Linux.Sysctls;
using ContainerNet.Netlink;
using ContainerNet.Networks;
using ContainerNet.Networks.Endpoints;
using ContainerNet.Networks.Inspection;
using ContainerNet.Networks.Names;
using ContainerNet.Networks.Records;
using ContainerNet.Plans;

namespace ContainerNet;

/// <summary>
/// One host: the entry point to everything. It is an argument, never ambient: nothing below it looks at "the current
/// namespace" or at a fixed path.
/// </summary>
public sealed class NetHost : IDisposable
{
    /// <summary>Makes a host. Nothing is opened or checked before the first use.</summary>
    public NetHost(NetHostOptions? options = null)
    {
        Options = options ?? new NetHostOptions();
        Context = new HostContext(Options, StepKinds.Json);
        var containers = new ContainerStore(Context);
        Namespaces = new NamespaceOperations(Context);
        Links = new LinkOperations(Context);
        VethPairs = new VethOperations(Context);
        Bridges = new BridgeOperations(Context);
        Addresses = new AddressOperations(Context);
        Routes = new RouteOperations(Context);
        Neighbors = new NeighborOperations(Context);
        Connectivity = new ConnectivityOperations(Context, Addresses, Routes);
        Configuration = new ConfigurationOperations(Context);
        PacketFilter = new FirewallOperations(Context);
        Names = new NameService(Context);
        Endpoints = new EndpointOperations(Context);
        Ports = new PortOperations(Context);
        AddressMappings = new AddressMappingOperations(Context);
        Networks = new NetworkOperations(Context);
        Containers = new ContainerOperations(Context, containers);
        Volumes = new VolumeOperations(Context, containers);
        Context.Add(() => new NamespaceDirectory(Options.NamespaceDirectory));
        Context.Add<INamespaceUse>(() => new NamespaceUse(Context));
        Context.Add(() => Configuration);
        Context.Add(() => FirewallChoice.For(Context, () => NetworkInspection.Meant(Context.State, _ => true), WarnOfFlush));
        Context.Add(() => new HostState(Options, Context.Lock));
        Context.Add(() => Names);
        Context.Add(() => Endpoints);
        Context.Add(() => Ports);
        Context.Add(() => Networks);
        Context.Add<IContainerRegistry>(() => new ContainerRegistry(Context, containers));
        Context.Add(() => new ContainerNamespaceDirectory(Options));
        Context.Add(() => new OciRuntime(Context));
        Context.Add(() => new ContainerEventLog(Context));
        Context.Add(() => new ImageStore(Path.Combine(Options.StateDirectory, "images")));
        Context.Add(() => new VolumeStore(Path.Combine(Options.StateDirectory, "volumes")));
        Context.Add(() => new ImageOperations(Context.Get<ImageStore>()));
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

    /// <summary>Volumes of containers.</summary>
    public VolumeOperations Volumes { get; }

    /// <summary>Addresses of the host that map to an endpoint as a whole.</summary>
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
    public ImageOperations Images => Context.Images;

    /// <summary>What the operations share.</summary>
    internal HostContext Context { get; }

    /// <summary>Faults that operations have found and repaired.</summary>
    public HostWarnings Warnings { get; } = new();

    /// <summary>Closes the host's sockets and files.</summary>
    public void Dispose() => Context.Dispose();

    // A reboot removes the rules too, but it also removes the endpoints, so nothing was open.
    private void WarnOfFlush()
    {
        using PlanSession session = Context.NewSession();
        if (LiveEndpoints.Alive(session, Context.State.Endpoints.Where(endpoint => endpoint.HostInterface.Length > 0)).Count > 0)
            Warnings.Add("The firewall's rules of container networks were gone: another program had removed them, as 'nft flush ruleset' does. Until now networks were open to each other, and published ports did not answer. The rules have been made again.");
    }
}
