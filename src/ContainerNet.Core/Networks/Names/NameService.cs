using System.Net;
using ContainerNet.Linux.Etc;
using ContainerNet.Networks.Records;
using ContainerNet.Plans;
using ContainerNet.State;

namespace ContainerNet.Networks.Names;

/// <summary>
/// Names of endpoints. One server a host answers for all networks that have names; it runs from the first such endpoint to the
/// last. That is containernetd's, or aardvark-dns where containernetd is not built. What the server answers follows from the
/// state, so whatever became of it, it can be started again.
/// </summary>
public sealed class NameService
{
    private readonly HostContext _host;
    private readonly string _directory;
    private readonly NameServer[] _servers;

    internal NameService(HostContext host)
    {
        _host = host;
        _directory = Path.Combine(host.Options.RunDirectory, "names");
        _servers = [new ContainerNetServer(host, _directory), new AardvarkServer(host, _directory)];
    }

    /// <summary>Whether there is a name server; without one, names are lines in containers' /etc/hosts.</summary>
    public bool IsAvailable => Installed is not null;

    /// <summary>What keeps names from being answered, a sentence each; none where no network has names.</summary>
    public IReadOnlyList<string> Problems()
    {
        IPAddress[] addresses = [.. Addresses(_host.State.Networks, _host.State.Endpoints)];
        if (addresses.Length == 0) return [];
        if (!IsAvailable) return [$"Containers find names only in their /etc/hosts, because no name server is installed. Install one with: apt-get install {AardvarkServer.Name}"];
        return [.. Chosen.Deaf(addresses).Select(Problem)];
    }

    /// <summary>Makes the server answer what the state says: it is started, told or ended.</summary>
    public void Sync()
    {
        using StateLock.Holder held = _host.Lock.Take();
        Publish([], []);
    }

    /// <summary>The same with endpoints that the state does not have yet, and without some that it still has. The state's lock is held.</summary>
    internal void Publish(IReadOnlyList<EndpointRecord> added, IReadOnlyList<EndpointRecord> removed)
    {
        (IReadOnlyList<NetworkRecord> networks, IReadOnlyList<EndpointRecord> endpoints) = With(added, removed);
        IPAddress[] addresses = [.. Addresses(networks, endpoints)];
        if (addresses.Length == 0)
        {
            End();
            return;
        }
        // A new build of the module may have added or removed containernetd.
        if ((Installed ?? Running) is not { } server) return;
        foreach (NameServer other in _servers)
        {
            if (other != server) other.End();
        }
        server.Publish(networks, endpoints, addresses);
    }

    /// <summary>Ends the server.</summary>
    internal void End()
    {
        if (!Directory.Exists(_directory)) return;
        foreach (NameServer server in _servers) server.End();
        Directory.Delete(_directory, recursive: true);
    }

    /// <summary>The step that makes names of endpoints known, or forgotten; none where their networks have none.</summary>
    internal IEnumerable<Step> Steps(IReadOnlyList<EndpointRecord> added, IReadOnlyList<EndpointRecord> removed)
    {
        // Mostly there are no names, and then this is to cost nothing.
        if (!Directory.Exists(_directory) && !added.Any(endpoint => endpoint.AllNames().Count > 0)) return [];
        HashSet<string> concerned = [.. added.Concat(removed).Select(endpoint => endpoint.NetworkId)];
        IReadOnlyList<EndpointRecord> all = [.. _host.State.Endpoints, .. added];
        return _host.State.Networks.Any(network => concerned.Contains(network.Id) && NamedNetwork.HasNames(network, all)) && (Installed ?? Running) is not null
            ? [new PublishNames(added, removed)]
            : [];
    }

    /// <summary>Where a namespace asks for names: one address a network that has any, and first of those that lead outside.</summary>
    internal IReadOnlyList<IPAddress> ServersFor(ulong namespaceInode)
        => IsAvailable ? [.. NetworksOf(namespaceInode).Where(network => network.Bridge is not null).OrderBy(network => network.Internal).Select(network => NamedNetwork.ListensAt(network).First())] : [];

    /// <summary>
    /// The names on a namespace's networks as lines for its /etc/hosts; none of those that a server answers for. It has no place
    /// to listen for a network without a bridge.
    /// </summary>
    internal IReadOnlyList<HostsEntry> NeighborsOf(ulong namespaceInode)
    {
        bool isAvailable = IsAvailable;
        HashSet<string> networks = [.. NetworksOf(namespaceInode).Where(network => !isAvailable || network.Bridge is null).Select(network => network.Id)];
        return
        [
            .. _host.State.Endpoints.Where(endpoint => networks.Contains(endpoint.NetworkId) && endpoint.AllNames().Count > 0)
                .SelectMany(endpoint => endpoint.Addresses().Select(address => new HostsEntry(address, endpoint.AllNames()))),
        ];
    }

    /// <summary>Whether the names of a network are lines in its containers' /etc/hosts, because no server answers for them.</summary>
    internal bool AreInHostsFiles(string networkId)
        => _host.State.Networks.FirstOrDefault(network => network.Id == networkId) is { } network && !DefaultNetworks.IsDefault(network.Name) && (network.Bridge is null || !IsAvailable);

    /// <summary>Where the server of a network should be heard and is not.</summary>
    internal IReadOnlyList<IPAddress> DeafAt(NetworkRecord network)
        => IsAvailable && NamedNetwork.HasNames(network, _host.State.Endpoints) ? Chosen.Deaf(NamedNetwork.ListensAt(network)) : [];

    /// <summary>Whether the server knows what the state says.</summary>
    internal bool IsUpToDate() => !IsAvailable || Chosen.IsUpToDate();

    /// <summary>The process id of the server that runs; null for none.</summary>
    internal int? ProcessId => Running?.ProcessId;

    private NameServer? Installed => _servers.FirstOrDefault(server => server.Program is not null);

    private NameServer? Running => _servers.FirstOrDefault(server => server.ProcessId is not null);

    private NameServer Chosen => Installed ?? Running ?? _servers[^1];

    private (IReadOnlyList<NetworkRecord> Networks, IReadOnlyList<EndpointRecord> Endpoints) With(IReadOnlyList<EndpointRecord> added, IReadOnlyList<EndpointRecord> removed)
    {
        HashSet<string> changed = [.. added.Concat(removed).Select(endpoint => endpoint.Id)];
        return (_host.State.Networks, [.. _host.State.Endpoints.Where(endpoint => !changed.Contains(endpoint.Id)).Concat(added).OrderBy(endpoint => endpoint.Created)]);
    }

    private static IEnumerable<IPAddress> Addresses(IReadOnlyList<NetworkRecord> networks, IReadOnlyList<EndpointRecord> endpoints)
        => networks.Where(network => NamedNetwork.HasNames(network, endpoints)).SelectMany(NamedNetwork.ListensAt);

    private IEnumerable<NetworkRecord> NetworksOf(ulong namespaceInode)
    {
        IReadOnlyList<EndpointRecord> endpoints = _host.State.Endpoints;
        HashSet<string> joined = [.. endpoints.Where(endpoint => endpoint.NamespaceInode == namespaceInode).Select(endpoint => endpoint.NetworkId)];
        return _host.State.Networks.Where(network => joined.Contains(network.Id) && !DefaultNetworks.IsDefault(network.Name) && endpoints.Any(endpoint => endpoint.NetworkId == network.Id && endpoint.AllNames().Count > 0));
    }

    private string Problem(IPAddress address)
        => Chosen.InTheWay(address) is { } holder
            ? $"No name server answers at {address}: {holder} listens on port {NameServer.Port} of all addresses. Configure it to listen on its own addresses only, and then run Repair-ContainerNetwork."
            : $"No name server answers at {address}. Repair-ContainerNetwork starts it.";
}

/// <summary>The names of the host's endpoints.</summary>
internal static class NameServiceOfHost
{
    extension(HostContext host)
    {
        /// <summary>The names of the host's endpoints.</summary>
        public NameService Names => host.Get<NameService>();
    }
}
