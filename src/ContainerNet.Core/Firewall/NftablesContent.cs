using System.Net;
using ContainerNet.Interop;
using ContainerNet.Netlink;
using ContainerNet.Netlink.Netfilter;

namespace ContainerNet.Firewall;

/// <summary>What a change has to know of before it is worked out.</summary>
/// <param name="Generation">The generation of the rules that all this was read at, or before it.</param>
/// <param name="Tables">Those of our tables that are there.</param>
/// <param name="ForwardChains">iptables' FORWARD chains and ours beside them, those that are there.</param>
/// <param name="Elements">What is there of what the change names: other elements at its host ports and addresses too.</param>
internal sealed record NftablesFound(
    uint Generation, IReadOnlyList<NftablesDefinition> Tables, IReadOnlyList<NftChain> ForwardChains, IReadOnlyList<FirewallElement> Elements);

/// <summary>Reads elements out of the tables.</summary>
internal sealed class NftablesContent(NetlinkSocket socket)
{
    private static readonly int MaxLookups = NetlinkSocket.MaxBatch - 1 - NftablesDefinition.All.Length - NftablesForwardChain.All.Length;

    /// <summary>
    /// Finds what a change names. A few elements are asked for one by one in a single send, so that publishing the ten
    /// thousandth port costs what the first one did; for many, all are listed.
    /// </summary>
    public NftablesFound Find(FirewallChange change)
    {
        bool few = CountLookups(change) <= MaxLookups;
        List<NftablesElement> lookups = few ? [.. change.Remove.Concat(change.Add).SelectMany(Lookups).DistinctBy(e => (e.Set.Name, e.Element.Key))] : [];
        uint generation = 0;
        var found = new HashSet<FirewallElement>();
        var chains = new List<NftChain>();
        NetlinkException?[] refusals = socket.Transact(
            writer => WriteFind(writer, lookups),
            (int _, in NetlinkMessage message) =>
            {
                generation = NftDump.ReadGeneration(message) ?? generation;
                if (message.Type == NftMessage.NewChain) chains.Add(NftChain.Read(message));
                if (message.Type == NftMessage.NewElement) found.UnionWith(Elements(NftElementList.Read(message)));
            });
        // What is not there, or not known in this kernel, cannot be found.
        if (refusals.FirstOrDefault(r => r is not null && r.Errno is not (Errno.ENOENT or Errno.EAFNOSUPPORT or Errno.EOPNOTSUPP)) is { } refusal) throw refusal;
        List<NftablesDefinition> tables = [.. NftablesDefinition.All.Where((_, i) => refusals[1 + i] is null)];
        return new NftablesFound(generation, tables, chains, few ? [.. found] : AllOf(change, tables));
    }

    /// <summary>The networks.</summary>
    public List<NetworkElement> Networks()
    {
        HashSet<string> internals = [.. Names(NftablesTable.Internal)], isolated = [.. Names(NftablesTable.Isolated)];
        var networks = new List<NetworkElement>();
        foreach (NftablesAddressFamily family in NftablesAddressFamily.Both)
        {
            HashSet<NftValue> masqueraded = [.. Elements(family.Masqueraded).Select(e => e.Key)];
            Dictionary<NftValue, IPAddress?> sources = Elements(family.SourceAddresses).ToDictionary(e => e.Key, e => family.Address(e.Data?.Value ?? default));
            foreach (NftElement element in Elements(family.Networks))
            {
                if (NftablesElement.ReadSubnet(family, element) is not var (bridge, subnet)) continue;
                networks.Add(new NetworkElement(bridge, subnet, masqueraded.Contains(element.Key))
                {
                    Internal = internals.Contains(bridge),
                    Isolated = isolated.Contains(bridge),
                    SnatAddress = sources.GetValueOrDefault(element.Key),
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

    /// <summary>The elements of one of our sets.</summary>
    public List<NftElement> Elements(NftSet set) => NftDump.Elements(socket, set);

    private static int CountLookups(FirewallChange change)
        => (int)Math.Min(int.MaxValue, change.Remove.Concat(change.Add).Sum(e => e is PublishedPort port ? 2L * port.Count : 2));

    private static IEnumerable<NftablesElement> Lookups(FirewallElement element) => element switch
    {
        PublishedPort port => NftablesPort.Lookups(port),
        MappedAddress mapped => NftablesElement.Of(mapped),
        EndpointElement endpoint => NftablesElement.Of(endpoint).Take(1),
        _ => [],
    };

    private static void WriteFind(NetlinkWriter writer, IReadOnlyList<NftablesElement> lookups)
    {
        NftDump.WriteGenerationRequest(writer);
        foreach (NftablesDefinition table in NftablesDefinition.All)
        {
            writer.BeginMessage(NftMessage.GetTable, MessageFlags.Ack, new NetfilterHeader(table.Table.Family));
            writer.String(NftTable.NameAttribute, table.Table.Name);
            writer.EndMessage();
        }
        foreach (NftChain chain in NftablesForwardChain.All)
        {
            writer.BeginMessage(NftMessage.GetChain, MessageFlags.Ack, new NetfilterHeader(chain.Family));
            writer.String(NftChain.TableAttribute, chain.Table);
            writer.String(NftChain.NameAttribute, chain.Name);
            writer.EndMessage();
        }
        foreach (NftablesElement lookup in lookups)
        {
            writer.BeginMessage(NftMessage.GetElement, MessageFlags.Ack, new NetfilterHeader(lookup.Set.Family));
            NftElementList.Write(writer, lookup.Set, [new NftElement(lookup.Element.Key)]);
            writer.EndMessage();
        }
    }

    private static IEnumerable<FirewallElement> Elements(NftElementList list)
    {
        foreach (NftElement element in list.Elements)
        {
            FirewallElement? read = list.Family == NftFamily.Bridge
                ? NftablesElement.ReadEndpoint(list.Set, element)
                : (FirewallElement?)NftablesPort.Read(list.Set, element) ?? NftablesElement.ReadMapped(list.Set, element);
            if (read is not null) yield return read;
        }
    }

    private List<FirewallElement> AllOf(FirewallChange change, List<NftablesDefinition> tables)
    {
        bool Names<T>() => change.Remove.Concat(change.Add).OfType<T>().Any();
        var all = new List<FirewallElement>();
        if (tables.Contains(NftablesTable.Definition) && Names<PublishedPort>()) all.AddRange(Ports());
        if (tables.Contains(NftablesTable.Definition) && Names<MappedAddress>()) all.AddRange(MappedAddresses());
        if (tables.Contains(NftablesBridgeTable.Definition) && Names<EndpointElement>()) all.AddRange(Endpoints());
        return all;
    }

    // A shifted range is told by each of its elements.
    private List<T> Read<T>(IEnumerable<NftSet> sets, Func<string, NftElement, T?> read) where T : class
        => [.. sets.SelectMany(set => Elements(set).Select(e => read(set.Name, e))).OfType<T>().Distinct()];

    private IEnumerable<string> Names(NftSet set)
    {
        foreach (NftElement element in Elements(set)) yield return new NftKeyReader(element.Key).InterfaceName();
    }
}
