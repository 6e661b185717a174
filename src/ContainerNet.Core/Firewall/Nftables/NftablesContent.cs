using System.Net;
using ContainerNet.Firewall.Elements;
using ContainerNet.Netlink;
using ContainerNet.Netlink.Netfilter;
using ContainerNet.Netlink.Nftables;
using ContainerNet.Netlink.Nftables.Values;

namespace ContainerNet.Firewall.Nftables;

/// <summary>Reads elements out of the tables.</summary>
internal sealed class NftablesContent(NetlinkSocket socket)
{
    private static readonly int MaxLookups = NetlinkSocket.MaxBatch - 1 - NftablesDefinition.All.Length;

    /// <summary>
    /// Reads what exists, and which of it a change names. A few elements are requested one by one in the same send, so that
    /// publishing the ten thousandth port costs what the first one did.
    /// </summary>
    public NftablesMemory Look(FirewallChange change)
    {
        List<NftablesElement>? lookups = NamesFew(change) ? Lookups(change) : null;
        uint generation = 0;
        var named = new NftablesFound();
        NetlinkException?[] refusals = Ask(
            writer =>
            {
                NftDump.WriteGenerationRequest(writer);
                foreach (NftablesDefinition table in NftablesDefinition.All) WriteTableRequest(writer, table.Table);
                foreach (NftablesElement lookup in lookups ?? []) WriteLookup(writer, lookup);
            },
            (int _, in NetlinkMessage message) =>
            {
                generation = NftDump.ReadGeneration(message) ?? generation;
                if (message.Type == NftMessage.NewElement) named.Add(NftElementList.Read(message));
            });
        return new NftablesMemory(this, generation, NftablesDefinition.All.Where((_, i) => refusals[1 + i] is null), lookups is null ? null : named);
    }

    /// <summary>What is there of what a change names, which has to be few: other elements at its host ports and addresses too.</summary>
    public NftablesFound Find(FirewallChange change)
    {
        var named = new NftablesFound();
        List<NftablesElement> lookups = Lookups(change);
        if (lookups.Count == 0) return named;
        Ask(
            writer => lookups.ForEach(lookup => WriteLookup(writer, lookup)),
            (int _, in NetlinkMessage message) => named.Add(NftElementList.Read(message)));
        return named;
    }

    /// <summary>Whether a change names so few elements that each can be requested.</summary>
    public static bool NamesFew(FirewallChange change) => CountLookups(change.Remove) + CountLookups(change.Add) <= MaxLookups;

    /// <summary>Others' chains for what is forwarded in which there is something to do or to keep.</summary>
    public List<NftablesForwardChain> ForwardChains() => NftablesForwardChain.Read(socket);

    /// <summary>The networks.</summary>
    public List<NetworkElement> Networks()
    {
        HashSet<string> internals = [.. Names(NftablesTable.Internal)], withoutHost = [.. Names(NftablesTable.WithoutHost)], isolated = [.. Names(NftablesTable.Isolated)];
        var networks = new List<NetworkElement>();
        foreach (NftablesAddressFamily family in NftablesAddressFamily.Both)
        {
            HashSet<string> masqueraded = [.. Names(family.Masqueraded)];
            Dictionary<string, IPAddress?> sources = Elements(family.SourceAddresses).ToDictionary(Name, e => family.Address(e.Data?.Value ?? default));
            ILookup<string, IPAddress> servers = Elements(family.NameServers).Select(e => NftablesElement.ReadNameServer(family, e)).OfType<(string Bridge, IPAddress Address)>().ToLookup(server => server.Bridge, server => server.Address);
            foreach (NftElement element in Elements(family.Networks))
            {
                if (NftablesElement.ReadSubnet(family, element) is not var (bridge, subnet)) continue;
                networks.Add(new NetworkElement(bridge, subnet, masqueraded.Contains(bridge))
                {
                    Internal = internals.Contains(bridge),
                    Isolated = isolated.Contains(bridge),
                    HostAccess = !withoutHost.Contains(bridge),
                    SnatAddress = sources.GetValueOrDefault(bridge),
                    NameServer = servers[bridge].FirstOrDefault(subnet.Contains),
                });
            }
        }
        return networks;
    }

    /// <summary>Our bridges.</summary>
    public IEnumerable<string> Bridges() => Names(NftablesTable.Bridges);

    /// <summary>All published ports.</summary>
    public List<PublishedPort> Ports() => Read(NftablesAddressFamily.Both.SelectMany(f => f.PortMaps), NftablesPort.Read);

    /// <summary>All mapped addresses.</summary>
    public List<MappedAddress> MappedAddresses() => Read(NftablesAddressFamily.Both.Select(f => f.Mapped), NftablesElement.ReadMapped);

    /// <summary>All endpoints; their table has to be there.</summary>
    public List<EndpointElement> Endpoints() => Read([NftablesBridgeTable.Endpoints, NftablesBridgeTable.Endpoints6], NftablesElement.ReadEndpoint);

    /// <summary>All isolated ports; their table has to be there.</summary>
    public IEnumerable<IsolatedPort> IsolatedPorts() => Names(NftablesBridgeTable.Isolated).Select(port => new IsolatedPort(port));

    /// <summary>The elements of one of our sets.</summary>
    public List<NftElement> Elements(NftSet set) => NftDump.Elements(socket, set);

    // What is not there, or not known in this kernel, cannot be found.
    private NetlinkException?[] Ask(Action<NetlinkWriter> write, MessageHandler received)
    {
        NetlinkException?[] refusals = socket.Transact(write, received);
        return Array.Find(refusals, r => r is { Errno: not (Errno.ENOENT or Errno.EAFNOSUPPORT or Errno.EOPNOTSUPP) }) is { } refusal ? throw refusal : refusals;
    }

    private static long CountLookups(IReadOnlyList<FirewallElement> elements)
    {
        long count = 0;
        foreach (FirewallElement element in elements) count += element is PublishedPort port ? 2L * port.Count : 2;
        return count;
    }

    private static List<NftablesElement> Lookups(FirewallChange change)
    {
        var lookups = new List<NftablesElement>();
        foreach (FirewallElement element in change.Remove) lookups.AddRange(Lookups(element));
        foreach (FirewallElement element in change.Add) lookups.AddRange(Lookups(element));
        return lookups;
    }

    private static IEnumerable<NftablesElement> Lookups(FirewallElement element) => element switch
    {
        PublishedPort port => NftablesPort.Lookups(port),
        MappedAddress mapped => NftablesElement.Of(mapped),
        EndpointElement endpoint => [NftablesElement.Of(endpoint)[0]],
        NetworkElement network => [NftablesElement.Of(network)[0]],
        _ => [],
    };

    private static void WriteTableRequest(NetlinkWriter writer, NftTable table)
    {
        writer.BeginMessage(NftMessage.GetTable, MessageFlags.None, new NetfilterHeader(table.Family));
        writer.String(NftTable.NameAttribute, table.Name);
        writer.EndMessage();
    }

    private static void WriteLookup(NetlinkWriter writer, NftablesElement lookup)
    {
        writer.BeginMessage(NftMessage.GetElement, MessageFlags.None, new NetfilterHeader(lookup.Set.Family));
        NftElementList.Write(writer, lookup.Set, [new NftElement(lookup.Element.Key)]);
        writer.EndMessage();
    }

    // Each element of a shifted range identifies it.
    private List<T> Read<T>(IEnumerable<NftSet> sets, Func<string, NftElement, T?> read) where T : class
        => [.. sets.SelectMany(set => Elements(set).Select(e => read(set.Name, e))).OfType<T>().Distinct()];

    private IEnumerable<string> Names(NftSet set) => Elements(set).Select(Name);

    private static string Name(NftElement element) => new NftKeyReader(element.Key).InterfaceName();
}
