using ContainerNet.Interop;
using ContainerNet.Netlink;
using ContainerNet.Netlink.Netfilter;
using ContainerNet.Netlink.Netfilter.Text;

namespace ContainerNet.Firewall;

/// <summary>
/// The firewall in nf_tables. Nothing is kept here: each change is worked out from what the kernel holds, and made only
/// if that is still what it holds. A table is there as long as there is something in it.
/// </summary>
internal sealed class NftablesFirewall : IFirewall
{
    // Each time one is lost, another's change was made: this many say that something changes the rules without end.
    private const int Attempts = 1000;

    private static readonly FirewallChange Nothing = new([], []);

    private readonly NetlinkSocket _socket;
    private readonly NftablesContent _content;
    private readonly NftablesPlanner _planner;

    /// <summary>Opens the firewall of a network namespace.</summary>
    /// <param name="socket">A netfilter socket, opened in that namespace.</param>
    public NftablesFirewall(NetlinkSocket socket)
    {
        _socket = socket;
        _content = new NftablesContent(socket);
        _planner = new NftablesPlanner(socket, _content);
    }

    public void Apply(FirewallChange change)
    {
        FirewallChange normal = FirewallCheck.Normalize(change);
        Commit(normal, found => _planner.Plan(normal, found));
    }

    public void Rebuild(IReadOnlyList<FirewallElement> elements)
    {
        FirewallChange normal = FirewallCheck.Normalize(new FirewallChange(elements, []));
        Commit(Nothing, found => _planner.PlanAnew(normal.Add, found));
    }

    public IReadOnlyList<FirewallElement> Read() => AtOneGeneration(Nothing, found =>
    {
        var elements = new List<FirewallElement>();
        if (found.Tables.Contains(NftablesTable.Definition)) elements.AddRange([.. _content.Networks(), .. _content.Ports(), .. _content.MappedAddresses()]);
        if (found.Tables.Contains(NftablesBridgeTable.Definition)) elements.AddRange(_content.Endpoints());
        return elements;
    });

    public IReadOnlyList<string> Damage() => AtOneGeneration(Nothing, found =>
    {
        List<string> lines = DamageOf(found.Tables);
        return lines.Count > 0 || !found.Tables.Contains(NftablesTable.Definition) ? lines : [.. ForwardDamage(found)];
    });

    public string List() => AtOneGeneration(Nothing, _ => string.Concat(NftDump.Tables(_socket).Where(IsOurs).Select(table => NftText.Table(_socket, table))));

    public IReadOnlyList<string> Describe(FirewallChange change)
    {
        FirewallChange normal = FirewallCheck.Normalize(change);
        return AtOneGeneration(normal, found => _planner.Plan(normal, found)).ToCommands();
    }

    private void Commit(FirewallChange change, Func<NftablesFound, NftablesTransaction> plan)
    {
        for (int attempt = 1; attempt <= Attempts; attempt++)
        {
            NftablesFound found = _content.Find(change);
            try
            {
                if (plan(found).ToBatch().TryCommit(_socket, found.Generation)) return;
            }
            catch (NetlinkException e)
            {
                if (NftDump.Generation(_socket) == found.Generation) throw Explain(e);
            }
        }
        throw new NetlinkException(Errno.ERESTART, $"Other changes to the rules went before this one {Attempts} times.");
    }

    private T AtOneGeneration<T>(FirewallChange change, Func<NftablesFound, T> read)
    {
        for (int attempt = 1; attempt <= Attempts; attempt++)
        {
            NftablesFound found = _content.Find(change);
            try
            {
                T result = read(found);
                if (NftDump.Generation(_socket) == found.Generation) return result;
            }
            catch (NetlinkException e)
            {
                if (NftDump.Generation(_socket) == found.Generation) throw Explain(e);
            }
        }
        throw new NetlinkException(Errno.EAGAIN, $"The rules changed while they were read, {Attempts} times in a row.");
    }

    private static bool IsOurs(NftTable table) => table.Name == NftablesTable.Name && table.Family is (NftFamily.Inet or NftFamily.Bridge);

    private List<string> DamageOf(IReadOnlyList<NftablesDefinition> tables)
    {
        List<string> lines = [.. tables.SelectMany(table => new NftablesDamage(_socket, table).Lines())];
        return lines.Count > 0 ? lines : [.. new NftablesElementDamage(_content).Lines(tables)];
    }

    private IEnumerable<string> ForwardDamage(NftablesFound found)
    {
        string[] bridges = [.. _content.Bridges()];
        return NftablesForwardChain.Read(_socket, found.ForwardChains).SelectMany(chain => chain.Damage(bridges));
    }

    // What our own tables refuse is most often what somebody did to them.
    private Exception Explain(NetlinkException refusal)
    {
        List<string> damage = DamageOf(_content.Find(Nothing).Tables);
        if (damage.Count == 0) return refusal;
        return new ContainerNetException($"The firewall's rules are not as they were made, and have to be rebuilt before they can be changed: {string.Join(' ', damage)}", ErrorKind.Other, refusal.Errno, refusal)
        { ErrorId = "FirewallDamaged", Subject = NftablesTable.Name };
    }
}
