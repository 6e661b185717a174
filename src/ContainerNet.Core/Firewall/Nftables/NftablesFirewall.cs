using ContainerNet.Firewall.Elements;
using ContainerNet.Netlink;
using ContainerNet.Netlink.Netfilter;
using ContainerNet.Netlink.Nftables;
using ContainerNet.Netlink.Nftables.Text;

namespace ContainerNet.Firewall.Nftables;

/// <summary>
/// The firewall in nf_tables. Each change is computed from what the kernel holds, or is known to hold since the last one, and
/// made only if that is still what it holds. A table is there as long as there is something in it.
/// </summary>
internal sealed class NftablesFirewall : IFirewall
{
    // Each time one is lost, another's change was made: this many say that something changes the rules without end.
    private const int Attempts = 1000;

    private static readonly FirewallChange Nothing = new([], []);

    private readonly NetlinkSocket _socket;
    private readonly NftablesContent _content;
    private readonly Func<IReadOnlyList<FirewallElement>> _meant;
    private readonly Action? _madeAgain;

    // What is known since the last change. Only one operation uses it at a time.
    private NftablesMemory? _memory;

    /// <summary>Opens the firewall of a network namespace.</summary>
    /// <param name="socket">A netfilter socket, opened in that namespace.</param>
    /// <param name="meant">All intended elements: a change adds them again when it finds a table missing. Nothing by default.</param>
    /// <param name="madeAgain">Called when a change has put them back.</param>
    public NftablesFirewall(NetlinkSocket socket, Func<IReadOnlyList<FirewallElement>>? meant = null, Action? madeAgain = null)
    {
        _socket = socket;
        _meant = meant ?? (static () => []);
        _madeAgain = madeAgain;
        _content = new NftablesContent(socket);
    }

    public FirewallBackend Backend => FirewallBackend.NFTables;

    public void Apply(FirewallChange change)
    {
        FirewallChange normal = FirewallCheck.Normalize(change);
        if (TryFromMemory(normal)) return;
        int asked = normal.Add.Length;
        Commit(() => Look(ref normal), memory => NftablesPlanner.Plan(normal, memory));
        if (normal.Add.Length > asked) _madeAgain?.Invoke();
    }

    public void Rebuild(IReadOnlyList<FirewallElement> elements)
    {
        FirewallChange normal = FirewallCheck.Normalize(new FirewallChange([.. elements], []));
        Commit(() => _content.Look(Nothing), memory => NftablesPlanner.PlanAgain(normal.Add, memory));
    }

    public IReadOnlyList<FirewallElement> Read() => AtOneGeneration(memory =>
    {
        var elements = new List<FirewallElement>();
        if (memory.Routes) elements.AddRange([.. _content.Networks(), .. _content.Ports(), .. _content.MappedAddresses()]);
        if (memory.Guards) elements.AddRange([.. _content.Endpoints(), .. _content.IsolatedPorts()]);
        return elements;
    });

    public IReadOnlyList<string> Damage() => AtOneGeneration(memory =>
    {
        List<string> lines = DamageOf(memory.Tables);
        return lines.Count > 0 || !memory.Routes ? lines : [.. ForwardDamage(memory)];
    });

    public string List() => AtOneGeneration(_ => string.Concat(NftDump.Tables(_socket).Where(IsOurs).Select(table => NftText.Table(_socket, table))));

    public IReadOnlyList<string> Describe(FirewallChange change)
    {
        FirewallChange normal = FirewallCheck.Normalize(change);
        return AtOneGeneration(() => Look(ref normal), memory => NftablesPlanner.Plan(normal, memory)).ToCommands();
    }

    // A flush of all rules removes ours too, and the networks can reach each other. The next change makes the rules again.
    private NftablesMemory Look(ref FirewallChange change)
    {
        NftablesMemory memory = _content.Look(change);
        if (memory.Tables.Count == NftablesDefinition.All.Length) return memory;
        FirewallElement[] lost = [.. FirewallCheck.Normalize(new FirewallChange([.. _meant()], [])).Add.Where(element => !(element.IsOfFrames ? memory.Guards : memory.Routes)).Except(change.Add).Except(change.Remove)];
        if (lost.Length == 0) return memory;
        change = change with { Add = [.. lost, .. change.Add] };
        return _content.Look(change);
    }

    /// <summary>What other tools' chains but iptables' own lack to let bridges pass that another firewall knows, each a line.</summary>
    public IReadOnlyList<string> ForeignDamage(IReadOnlyCollection<string> bridges) => [.. Foreign().SelectMany(chain => chain.Damage(bridges))];

    /// <summary>Sees to it that those chains let bridges pass.</summary>
    public void LetPass(IReadOnlyCollection<string> bridges)
    {
        var transaction = new NftablesTransaction();
        transaction.Forward.AddRange(Foreign().Select(chain => chain.Change(bridges)).Where(change => !change.IsEmpty));
        transaction.ToBatch().TryCommit(_socket, null);
    }

    private IEnumerable<NftablesForwardChain> Foreign() => NftablesForwardChain.Read(_socket).Where(chain => !chain.IsOfIptables);

    // Worked out from what is remembered, a change needs but one message. What is found there to be wrong, or nothing to do, may
    // have changed meanwhile: the kernel reports that only for a commit.
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

    private void Commit(Func<NftablesMemory> look, Func<NftablesMemory, NftablesTransaction> plan)
    {
        for (int attempt = 1; attempt <= Attempts; attempt++)
        {
            NftablesMemory memory = look();
            try
            {
                if (TryCommit(plan(memory), memory)) return;
            }
            catch (NetlinkException e)
            {
                if (NftDump.Generation(_socket) == memory.Generation) throw Explain(e);
            }
        }
        throw new NetlinkException(Errno.ERESTART, $"Another process changed the rules during each of {Attempts} attempts to commit this change.");
    }

    private bool TryCommit(NftablesTransaction transaction, NftablesMemory memory)
    {
        if (!transaction.ToBatch().TryCommit(_socket, memory.Generation)) return false;
        memory.Advance(transaction);
        _memory = memory;
        return true;
    }

    private T AtOneGeneration<T>(Func<NftablesMemory, T> read) => AtOneGeneration(() => _content.Look(Nothing), read);

    private T AtOneGeneration<T>(Func<NftablesMemory> look, Func<NftablesMemory, T> read)
    {
        for (int attempt = 1; attempt <= Attempts; attempt++)
        {
            NftablesMemory memory = look();
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
        throw new NetlinkException(Errno.EAGAIN, $"The rules changed during each of {Attempts} attempts to read them.");
    }

    private static bool IsOurs(NftTable table) => table.Name == NftablesTable.Name && table.Family is (NftFamily.Inet or NftFamily.Bridge);

    private List<string> DamageOf(IReadOnlyList<NftablesDefinition> tables)
    {
        List<string> lines = [.. tables.SelectMany(table => new NftablesDamage(_socket, table).Lines())];
        return lines.Count > 0 ? lines : [.. new NftablesElementDamage(_content).Lines(tables)];
    }

    private static IEnumerable<string> ForwardDamage(NftablesMemory memory) => memory.ForwardChains.SelectMany(chain => chain.Damage(memory.Bridges));

    // An error in our own tables usually means that another program changed them.
    private Exception Explain(NetlinkException refusal)
    {
        List<string> damage = DamageOf(_content.Look(Nothing).Tables);
        if (damage.Count == 0) return refusal;
        return new ContainerNetException($"Another program has changed ContainerNet's firewall rules. Repair-ContainerNetwork rebuilds them. The differences: {string.Join(' ', damage)}", ErrorKind.Other, refusal.Errno, refusal)
        { ErrorId = "FirewallDamaged", Subject = NftablesTable.Name };
    }
}
