using System.Net;
using ContainerNet.Configuration;
using ContainerNet.Containers.EtcFiles;
using ContainerNet.Containers.Records;
using ContainerNet.Containers.Runtime;
using ContainerNet.Networks;
using ContainerNet.Networks.Names;
using ContainerNet.Networks.Records;
using ContainerNet.Plans;

namespace ContainerNet.Containers.Networking;

/// <summary>What a container knows of its surroundings: whose network it is on, what it is called there, whom it is linked to.</summary>
internal sealed class ContainerNeighbors
{
    private const string LinkSeparator = ":";

    private readonly HostContext _host;
    private readonly ContainerStore _store;
    private readonly ContainerRecord _container;
    private readonly ContainerNetworking _networking;
    private readonly ContainerRecord _owner;
    private readonly ContainerNetworking _ownerNetworking;
    private readonly Lazy<IReadOnlyList<LinkedContainer>> _links;

    /// <param name="host">The host.</param>
    /// <param name="store">The containers that are kept.</param>
    /// <param name="container">The container.</param>
    /// <param name="networking">What its -Network says, where the caller has read it already.</param>
    public ContainerNeighbors(HostContext host, ContainerStore store, ContainerRecord container, ContainerNetworking? networking = null)
    {
        _host = host;
        _store = store;
        _container = container;
        _networking = networking ?? ContainerNetworking.Of(host, container.Options);
        (_owner, _ownerNetworking) = OwnerOf(container, _networking);
        _links = new(() => [.. container.Options.Links.Where(link => !IsRunning || IsThere(link)).Select(Linked)]);
    }

    /// <summary>Whether the container runs already: then a linked one that has ended is no error.</summary>
    public bool IsRunning { get; init; }

    /// <summary>The path of its network namespace, its own or the joined container's; null where it is the host's.</summary>
    public string? NetworkNamespace
        => _ownerNetworking.HasOwnNamespace ? _host.ContainerNamespaces.PathOf(_owner.Id) : null;

    /// <summary>Its host name; on the host's network the host's own, unless another was requested.</summary>
    public string HostName => _owner.Options.HostName ?? (_ownerNetworking.Mode == NetworkMode.Host ? Environment.MachineName : _owner.ShortId);

    /// <summary>The variables by which linked containers are found.</summary>
    public IEnumerable<string> LinkEnvironment() => _links.Value.SelectMany(link => EtcFiles.LinkEnvironment.Build(_container.Name, link));

    /// <summary>Writes its files, or brings them up to date.</summary>
    /// <returns>The file by the path where it is mounted inside.</returns>
    public IReadOnlyDictionary<string, string> WriteFiles()
    {
        string folder = _store.DirectoryOf(_owner.Id).Path;
        if (_owner.Id == _container.Id) ContainerFiles.Write(folder, Request());
        return ContainerFiles.Mounts(folder);
    }

    private ContainerFilesRequest Request()
    {
        EndpointRecord[] endpoints = [.. _host.State.Endpoints.Where(endpoint => endpoint.Container == _container.Name)];
        ulong inode = endpoints.Length > 0 ? endpoints[0].NamespaceInode : 0;
        return new ContainerFilesRequest
        {
            Options = _container.Options,
            HostName = HostName,
            Configuration = _host.Configuration.Get(),
            SharesHostNetwork = _networking.Mode == NetworkMode.Host,
            Addresses = [.. endpoints.SelectMany(endpoint => endpoint.Addresses())],
            Links = _links.Value,
            HostGateway = HostGateway(),
            NameServers = _host.Names.ServersFor(inode),
            Neighbors = _host.Names.NeighborsOf(inode),
        };
    }

    // The default network's bridge, as Docker has it; before that is made, the first of the container's own networks.
    private IReadOnlyList<IPAddress> HostGateway()
    {
        if (!_container.Options.AddHost.Any(line => line.EndsWith("host-gateway", StringComparison.Ordinal))) return [];
        NetworkRecord? network = _networking.Names.Prepend(DefaultNetworks.BridgeName).Select(name => _host.State.Networks.FirstOrDefault(network => network.Name == name)).FirstOrDefault(network => network?.Bridge is not null);
        return network is null ? [] : [.. network.Pools().Select(pool => pool.Gateway).OfType<IPAddress>()];
    }

    // A joined container may itself have joined another.
    private (ContainerRecord Owner, ContainerNetworking Networking) OwnerOf(ContainerRecord container, ContainerNetworking networking)
    {
        if (networking.Mode != NetworkMode.Joined) return (container, networking);
        ContainerRecord other = RequireRunning(container, networking.Names[0], "join");
        return OwnerOf(other, ContainerNetworking.Of(_host, other.Options));
    }

    private LinkedContainer Linked(string text)
    {
        string[] parts = text.Split(LinkSeparator, 2);
        ContainerRecord other = IsRunning ? ContainerReferences.Require(_store, _container, parts[0]) : RequireRunning(_container, parts[0], "link to");
        EndpointRecord[] endpoints = [.. EndpointsOnNetworksOfOurs(other.Name)];
        if (endpoints.Length == 0) throw ContainerNetException.Invalid("LinkUnreachable", text, $"Container '{other.Name}' cannot be linked: it is on none of this container's networks.");
        return new LinkedContainer(parts[^1], other.Name, new ContainerNeighbors(_host, _store, other).HostName, [.. endpoints[0].Addresses()])
        {
            Ports = [.. other.Program.ExposedPorts.SelectMany(ContainerPorts.Parse).Select(port => new ExposedPort(port.ContainerPorts.First, port.Protocol.ToString().ToLowerInvariant()))],
            Environment = [.. other.Options.Environment],
        };
    }

    private bool IsThere(string link) => EndpointsOnNetworksOfOurs(ContainerReferences.NameOf(_store, _container, link.Split(LinkSeparator)[0])).Any();

    private IEnumerable<EndpointRecord> EndpointsOnNetworksOfOurs(string container)
    {
        HashSet<string> networks = [.. _host.State.Networks.Where(network => _networking.Names.Contains(network.Name)).Select(network => network.Id)];
        return _host.State.Endpoints.Where(endpoint => endpoint.Container == container && networks.Contains(endpoint.NetworkId));
    }

    private ContainerRecord RequireRunning(ContainerRecord container, string name, string purpose)
    {
        ContainerRecord other = ContainerReferences.Require(_store, container, name);
        return ContainerView.StateOf(_host, other).Status == ContainerProcessStatus.Running ? other
            : throw ContainerNetException.NotFound("ContainerNotRunning", name, $"Container '{name}' is not running, so there is nothing to {purpose}.");
    }
}
