using ContainerNet.Interop;
using ContainerNet.Netlink;
using ContainerNet.Netlink.Netfilter;
using ContainerNet.Netlink.Netfilter.Text;

namespace ContainerNet.Firewall;

/// <summary>
/// The firewall in nf_tables. Each change is worked out from what the kernel holds, or is known to hold since the last one, and
/// made only if that is still what it holds. A table is there as long as there is something in it.
/// </summary>
internal sealed class NftablesFirewall : IFirewall
{
    // Each time one is lost, another's change was made: this many say that something changes the rules without end.
    private const int Attempts = 1000;

    private static readonly FirewallChange Nothing = new([], []);

    private readonly NetlinkSocket _socket;
    private readonly NftablesContent _content;

    // What is known since the last change. Who works with it has it to himself.
    private NftablesMemory? _memory;

    /// <summary>Opens the firewall of a network namespace.</summary>
    /// <param name="socket">A netfilter socket, opened in that namespace.</param>
    public NftablesFirewall(NetlinkSocket socket)
    {
        _socket = socket;
        _content = new NftablesContent(socket);
    }

    public void Apply(FirewallChange change)
    {
        FirewallChange normal = FirewallCheck.Normalize(change);
        if (!TryFromMemory(normal)) Commit(normal, memory => NftablesPlanner.Plan(normal, memory));
    }

    public void Rebuild(IReadOnlyList<FirewallElement> elements)
    {
        FirewallChange normal = FirewallCheck.Normalize(new FirewallChange([.. elements], []));
        Commit(Nothing, memory => NftablesPlanner.PlanAnew(normal.Add, memory));
    }

    public IReadOnlyList<FirewallElement> Read() => AtOneGeneration(Nothing, memory =>
    {
        var elements = new List<FirewallElement>();
        if (memory.Routes) elements.AddRange([.. _content.Networks(), .. _content.Ports(), .. _content.MappedAddresses()]);
        if (memory.Guards) elements.AddRange(_content.Endpoints());
        return elements;
    });

    public IReadOnlyList<string> Damage() => AtOneGeneration(Nothing, memory =>
    {
        List<string> lines = DamageOf(memory.Tables);
        return lines.Count > 0 || !memory.Routes ? lines : [.. ForwardDamage(memory)];
    });

    public string List() => AtOneGeneration(Nothing, _ => string.Concat(NftDump.Tables(_socket).Where(IsOurs).Select(table => NftText.Table(_socket, table))));

    public IReadOnlyList<string> Describe(FirewallChange change)
    {
        FirewallChange normal = FirewallCheck.Normalize(change);
        return AtOneGeneration(normal, memory => NftablesPlanner.Plan(normal, memory)).ToCommands();
    }

    // Worked out from what is remembered, a change needs but one message. What is found there to be wrong, or nothing to do, may
    // have changed meanwhile: the kernel says so only of what is committed.
    private bool TryFromMemory(FirewallChange change)
    {
        if (Interlocked.Exchange(ref _memory, null) is not { } memory) return false;
        try
        {
            NftablesTransaction transaction = NftablesPlanner.Plan(change, memory);
            return !transaction.IsEmpty && TryCommit(transaction, memory);
        }
        catch (ContainerNetException)
        {
            return false;
        }
    }

    private void Commit(FirewallChange change, Func<NftablesMemory, NftablesTransaction> plan)
    {
        for (int attempt = 1; attempt <= Attempts; attempt++)
        {
            NftablesMemory memory = _content.Look(change);
            try
            {
                if (TryCommit(plan(memory), memory)) return;
            }
            catch (NetlinkException e)
            {
                if (NftDump.Generation(_socket) == memory.Generation) throw Explain(e);
            }
        }
        throw new NetlinkException(Errno.ERESTART, $"Other changes to the rules went before this one {Attempts} times.");
    }

    private bool TryCommit(NftablesTransaction transaction, NftablesMemory memory)
    {
        if (!transaction.ToBatch().TryCommit(_socket, memory.Generation)) return false;
        memory.Advance(transaction);
        _memory = memory;
        return true;
    }

    private T AtOneGeneration<T>(FirewallChange change, Func<NftablesMemory, T> read)
    {
        for (int attempt = 1; attempt <= Attempts; attempt++)
        {
            NftablesMemory memory = _content.Look(change);
            try
            {
                T result = read(memory);
                if (NftDump.Generation(_socket) == memory.Generation) return result;
            }
            catch (NetlinkException e)
            {
                if (NftDump.Generation(_socket) == memory.Generation) throw Explain(e);
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

    private static IEnumerable<string> ForwardDamage(NftablesMemory memory) => memory.ForwardChains.SelectMany(chain => chain.Damage(memory.Bridges));

    // What our own tables refuse is most often what somebody did to them.
    private Exception Explain(NetlinkException refusal)
    {
        List<string> damage = DamageOf(_content.Look(Nothing).Tables);
        if (damage.Count == 0) return refusal;
        return new ContainerNetException($"The firewall's rules are not as they were made, and have to be rebuilt before they can be changed: {string.Join(' ', damage)}", ErrorKind.Other, refusal.Errno, refusal)
        { ErrorId = "FirewallDamaged", Subject = NftablesTable.Name };
    }
}
