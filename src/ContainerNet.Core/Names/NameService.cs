using System.Net;
using ContainerNet.Containers.Files;
using ContainerNet.Networks;
using ContainerNet.Plans;
using ContainerNet.Plans.Steps;
using ContainerNet.State;

namespace ContainerNet.Names;

/// <summary>
/// Names of endpoints. One server a host, aardvark-dns, answers for all networks that have names; it runs from the first such
/// endpoint to the last. What it is told follows from the state, so whatever became of it, it can be made anew.
/// </summary>
public sealed class NameService
{
    private const string Program = "aardvark-dns";
    private const string HostEtc = "/etc";

    // Where distributions put it: it is Podman's, and not meant to be typed.
    private static readonly string[] _folders = ["/usr/libexec/podman", "/usr/lib/podman", "/usr/local/libexec/podman", "/usr/local/lib/podman"];

    private readonly NetHost _host;
    private readonly NameFolder _folder;
    private readonly NameServer _server;

    internal NameService(NetHost host)
    {
        _host = host;
        _folder = new NameFolder(Path.Combine(host.Options.RunDirectory, "names"));
        _server = new NameServer(host, _folder.Path);
    }

    /// <summary>Whether there is a name server; without one, names are lines in containers' /etc/hosts.</summary>
    public bool IsAvailable => ServerPath is not null;

    /// <summary>What keeps names from being answered, a sentence each; none where no network has names.</summary>
    public IReadOnlyList<string> Problems()
    {
        IPAddress[] addresses = [.. Addresses(_host.State.Networks, _host.State.Endpoints)];
        if (addresses.Length == 0) return [];
        if (!IsAvailable) return [$"Names are only in the /etc/hosts of containers, because {Program} is not installed: apt-get install {Program}"];
        return [.. _server.Deaf(addresses).Select(Problem)];
    }

    /// <summary>Makes the server answer what the state says: it is started, told or ended.</summary>
    public void Sync()
    {
        using StateLock.Holder held = _host.State.Lock.Take();
        Publish([], []);
    }

    /// <summary>The same with endpoints that the state does not have yet, and without some that it still has. The state's lock is held.</summary>
    internal void Publish(IReadOnlyList<EndpointRecord> added, IReadOnlyList<EndpointRecord> removed)
    {
        (IReadOnlyList<NetworkRecord> networks, IReadOnlyList<EndpointRecord> endpoints) = With(added, removed);
        Dictionary<string, string> files = Files(networks, endpoints);
        if (files.Count == 0)
        {
            End();
            return;
        }
        int? process = _server.ProcessId;
        if (process is null && !IsAvailable) return;
        bool changed = _folder.Replace(files);
        IPAddress[] addresses = [.. Addresses(networks, endpoints)];
        if (process is null) _server.Start(ServerPath!, addresses);
        else if (changed) _server.Reload(process.Value, addresses);
    }

    /// <summary>Ends the server.</summary>
    internal void End()
    {
        _server.Stop();
        _folder.Delete();
    }

    /// <summary>The step that makes names of endpoints known, or forgotten; none where their networks have none.</summary>
    internal IEnumerable<Step> Steps(IReadOnlyList<EndpointRecord> added, IReadOnlyList<EndpointRecord> removed)
    {
        // Mostly there are no names, and then this is to cost nothing.
        if (!Directory.Exists(_folder.Path) && !added.Any(endpoint => endpoint.AllNames().Count > 0)) return [];
        HashSet<string> concerned = [.. added.Concat(removed).Select(endpoint => endpoint.NetworkId)];
        IReadOnlyList<EndpointRecord> all = [.. _host.State.Endpoints, .. added];
        return _host.State.Networks.Any(network => concerned.Contains(network.Id) && NameFiles.HasNames(network, all)) && (IsAvailable || _server.ProcessId is not null)
            ? [new PublishNames(added, removed)]
            : [];
    }

    /// <summary>Where a namespace asks for names: one address a network that has any, and first of those that lead outside.</summary>
    internal IReadOnlyList<IPAddress> ServersFor(ulong namespaceInode)
        => IsAvailable ? [.. NetworksOf(namespaceInode).Where(network => network.Bridge is not null).OrderBy(network => network.Internal).Select(network => NameFiles.ListensAt(network).First())] : [];

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
        => IsAvailable && NameFiles.HasNames(network, _host.State.Endpoints) ? _server.Deaf(NameFiles.ListensAt(network)) : [];

    /// <summary>Whether what the server has been told is what the state says.</summary>
    internal bool IsUpToDate()
    {
        if (!IsAvailable) return true;
        Dictionary<string, string> present = _folder.Read();
        Dictionary<string, string> wanted = Files(_host.State.Networks, _host.State.Endpoints);
        return present.Count == wanted.Count && !present.Except(wanted).Any();
    }

    /// <summary>Whether the name server runs, for tests of what ends it.</summary>
    internal int? ProcessId => _server.ProcessId;

    // A path that is given is that or nothing: so a host without a server can be tried.
    private string? ServerPath => _host.Options.NameServerPath is { } path ? (File.Exists(path) ? path : null) : Candidates().FirstOrDefault(File.Exists);

    private static IEnumerable<string> Candidates()
        => _folders.Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)).Select(folder => Path.Combine(folder, Program));

    private (IReadOnlyList<NetworkRecord> Networks, IReadOnlyList<EndpointRecord> Endpoints) With(IReadOnlyList<EndpointRecord> added, IReadOnlyList<EndpointRecord> removed)
    {
        HashSet<string> changed = [.. added.Concat(removed).Select(endpoint => endpoint.Id)];
        return (_host.State.Networks, [.. _host.State.Endpoints.Where(endpoint => !changed.Contains(endpoint.Id)).Concat(added).OrderBy(endpoint => endpoint.Created)]);
    }

    private Dictionary<string, string> Files(IReadOnlyList<NetworkRecord> networks, IReadOnlyList<EndpointRecord> endpoints)
        => NameFiles.Build(networks, endpoints, () => _host.Configuration.Get().Dns, () => ResolvConf.Parse(HostFile.Read(HostEtc, "resolv.conf")).Servers);

    private static IEnumerable<IPAddress> Addresses(IReadOnlyList<NetworkRecord> networks, IReadOnlyList<EndpointRecord> endpoints)
        => networks.Where(network => NameFiles.HasNames(network, endpoints)).SelectMany(NameFiles.ListensAt);

    private IEnumerable<NetworkRecord> NetworksOf(ulong namespaceInode)
    {
        IReadOnlyList<EndpointRecord> endpoints = _host.State.Endpoints;
        HashSet<string> joined = [.. endpoints.Where(endpoint => endpoint.NamespaceInode == namespaceInode).Select(endpoint => endpoint.NetworkId)];
        return _host.State.Networks.Where(network => joined.Contains(network.Id) && !DefaultNetworks.IsDefault(network.Name) && endpoints.Any(endpoint => endpoint.NetworkId == network.Id && endpoint.AllNames().Count > 0));
    }

    private string Problem(IPAddress address)
        => _server.InTheWay(address) is { } holder
            ? $"Nobody answers for names at {address}: port {NameServer.Port} of all addresses is {holder}'s. Let that listen at its own addresses only, then run Repair-ContainerNetwork."
            : $"Nobody answers for names at {address}; Repair-ContainerNetwork starts the name server.";
}
