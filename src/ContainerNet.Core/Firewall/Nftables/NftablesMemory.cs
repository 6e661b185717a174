using ContainerNet.Firewall.Elements;

namespace ContainerNet.Firewall.Nftables;

/// <summary>
/// What the firewall knows of the rules, as of one generation of them. What it does not know it reads when that is requested, so
/// that all of it holds if the rules are still of that generation when a change is committed for it. A change that is
/// computed is made here as well: it is thrown away where the kernel refuses that change.
/// </summary>
internal sealed class NftablesMemory
{
    private readonly NftablesContent _content;

    // By bridge; null where only the bridge is known.
    private Dictionary<string, List<NetworkElement>?> _networks = [];
    private bool _knowsBridges, _knowsNetworks;
    private PublishedPortIndex? _ports;
    private HashSet<MappedAddress>? _addresses;

    // By the bridge's port.
    private Dictionary<string, List<EndpointElement>>? _endpoints;
    private HashSet<string>? _isolated;
    private List<NftablesForwardChain>? _forward;
    private NftablesFound? _named;

    /// <summary>What a first look has found.</summary>
    /// <param name="content">Where the rest is read.</param>
    /// <param name="generation">The generation that all this was read at, or before it.</param>
    /// <param name="tables">Our existing tables.</param>
    /// <param name="named">What is there of what the change names; null where it names too much.</param>
    public NftablesMemory(NftablesContent content, uint generation, IEnumerable<NftablesDefinition> tables, NftablesFound? named)
    {
        (_content, Generation, _named) = (content, generation, named);
        Tables = [.. tables];
        if (!Routes) NoteNothingRouted();
        if (!Guards) (_endpoints, _isolated) = ([], []);
    }

    /// <summary>The generation that a change has to be committed for.</summary>
    public uint Generation { get; private set; }

    /// <summary>Our existing tables.</summary>
    public List<NftablesDefinition> Tables { get; }

    /// <summary>Whether the table that routes is there.</summary>
    public bool Routes => Tables.Contains(NftablesTable.Definition);

    /// <summary>Whether the table that guards the bridges' ports is there.</summary>
    public bool Guards => Tables.Contains(NftablesBridgeTable.Definition);

    /// <summary>Whether other tables' FORWARD chains have, or will have, all that our bridges need.</summary>
    public bool IsAccepted { get; set; }

    /// <summary>Our bridges.</summary>
    public IReadOnlyCollection<string> Bridges
    {
        get
        {
            KnowBridges();
            return _networks.Keys;
        }
    }

    /// <summary>Whether neither ports nor addresses will be there, which have to be known all.</summary>
    public bool TranslatesNothing => Ports.Count + Addresses.Count == 0;

    /// <summary>Whether neither endpoints nor isolated ports will be there, which have to be known all.</summary>
    public bool HasNoFrames => Endpoints.Count + IsolatedPorts.Count == 0;

    /// <summary>The isolated ports, to be changed as they will be.</summary>
    public HashSet<string> IsolatedPorts => _isolated ??= [.. _content.IsolatedPorts().Select(isolated => isolated.Port)];

    /// <summary>Others' chains for what is forwarded in which there is something to do or to keep.</summary>
    public List<NftablesForwardChain> ForwardChains => _forward ??= _content.ForwardChains();

    /// <summary>Sees to it that all bridges are known, before what is known is changed.</summary>
    public void KnowBridges()
    {
        if (_knowsBridges) return;
        foreach (string bridge in _content.Bridges()) _networks.TryAdd(bridge, null);
        _knowsBridges = true;
    }

    /// <summary>Sees to it that all published ports and mapped addresses are known, before what is known is changed.</summary>
    public void KnowTranslations() => _ = (Ports, Addresses);

    /// <summary>Sees to it that all endpoints and isolated ports are known, before what is known is changed.</summary>
    public void KnowFrames() => _ = (Endpoints, IsolatedPorts);

    /// <summary>Sees to it that the networks on a bridge of a change's are known, before what is known is changed.</summary>
    /// <param name="bridge">The bridge.</param>
    /// <param name="change">The change.</param>
    /// <param name="removes">Whether the change removes some there: then they are looked for even where the bridge is not found.</param>
    public void KnowNetworks(string bridge, FirewallChange change, bool removes)
    {
        if (!_knowsNetworks && _networks.GetValueOrDefault(bridge) is null && (removes || IsThere(bridge, change))) ReadNetworks();
    }

    /// <summary>The networks on a bridge, which have to be known.</summary>
    public IReadOnlyList<NetworkElement> NetworksOn(string bridge) => _networks.GetValueOrDefault(bridge) ?? [];

    /// <summary>Notes which networks there will be on a bridge.</summary>
    public void SetNetworks(string bridge, List<NetworkElement> networks)
    {
        if (networks.Count == 0) _networks.Remove(bridge);
        else _networks[bridge] = networks;
    }

    /// <summary>The ports that a change may meet, to be changed as they will be: all, or those that it names.</summary>
    public PublishedPortIndex PortsFor(FirewallChange change)
        => _ports is null && Named(change) is { } named ? new PublishedPortIndex(named.Elements.OfType<PublishedPort>()) : Ports;

    /// <summary>The mapped addresses that a change may meet: all, or those that it names.</summary>
    public IEnumerable<MappedAddress> AddressesFor(FirewallChange change)
        => _addresses is null && Named(change) is { } named ? named.Elements.OfType<MappedAddress>() : Addresses;

    /// <summary>Notes which mapped addresses there will be.</summary>
    public void SetAddresses(AddressDifference difference)
    {
        if (_addresses is null) return;
        _addresses.ExceptWith(difference.Removed);
        _addresses.UnionWith(difference.Added);
    }

    /// <summary>The endpoints at a port that a change, which removes none, may meet: all, or those that it names.</summary>
    public IReadOnlyList<EndpointElement> EndpointsAt(string port, FirewallChange change)
        => _endpoints is null && Named(change) is { } named ? [.. named.Elements.OfType<EndpointElement>().Where(endpoint => endpoint.Port == port)]
        : Endpoints.GetValueOrDefault(port) ?? [];

    /// <summary>Notes which endpoints there will be at a port, where all are known.</summary>
    public void SetEndpoints(string port, List<EndpointElement> endpoints)
    {
        if (_endpoints is null) return;
        if (endpoints.Count == 0) _endpoints.Remove(port);
        else _endpoints[port] = endpoints;
    }

    /// <summary>Records that none of our tables will exist.</summary>
    public void Clear()
    {
        Tables.Clear();
        NoteNothingRouted();
        (_endpoints, _isolated) = ([], []);
    }

    /// <summary>Notes that a transaction was made for this generation, which another one follows unless it was empty.</summary>
    public void Advance(NftablesTransaction transaction)
    {
        _named = null;
        if (transaction.IsEmpty) return;
        // As nf_tables_commit counts (net/netfilter/nf_tables_api.c): 0 means any generation.
        Generation = unchecked(Generation + 1);
        if (Generation == 0) Generation = 1;
        // The handles of the new rules are unknown.
        if (transaction.Forward.Count > 0) _forward = null;
    }

    private PublishedPortIndex Ports => _ports ??= new PublishedPortIndex(_content.Ports());

    private HashSet<MappedAddress> Addresses => _addresses ??= [.. _content.MappedAddresses()];

    // Ports that have none are left out.
    private Dictionary<string, List<EndpointElement>> Endpoints => _endpoints ??= ReadEndpoints();

    private NftablesFound? Named(FirewallChange change) => _named ??= NftablesContent.NamesFew(change) ? _content.Find(change) : null;

    private void NoteNothingRouted()
    {
        (_networks, _ports, _addresses) = ([], new PublishedPortIndex([]), []);
        _knowsBridges = _knowsNetworks = true;
    }

    private bool IsThere(string bridge, FirewallChange change)
        => !_knowsBridges && Named(change) is { } named ? named.Bridges.Contains(bridge) : Bridges.Contains(bridge);

    private void ReadNetworks()
    {
        _networks = [];
        foreach (NetworkElement network in _content.Networks())
        {
            if (_networks.TryGetValue(network.Bridge, out List<NetworkElement>? networks)) networks!.Add(network);
            else _networks.Add(network.Bridge, [network]);
        }
        _knowsBridges = _knowsNetworks = true;
    }

    private Dictionary<string, List<EndpointElement>> ReadEndpoints()
    {
        var endpoints = new Dictionary<string, List<EndpointElement>>();
        foreach (EndpointElement endpoint in _content.Endpoints())
        {
            if (endpoints.TryGetValue(endpoint.Port, out List<EndpointElement>? there)) there.Add(endpoint);
            else endpoints.Add(endpoint.Port, [endpoint]);
        }
        return endpoints;
    }
}
