using System.Runtime.InteropServices;
using ContainerNet.Netlink.Netfilter;

namespace ContainerNet.Netlink.Nftables;

/// <summary>
/// Changes to nf_tables that the kernel takes all together or not at all, in the order they were queued in.
/// </summary>
internal sealed class NftBatch
{
    private const ushort GenerationAttribute = 1;

    // A set's number names it within a batch only; counted on, it is the same in no two.
    private static uint _sets;

    private readonly List<Command> _commands = [];

    public bool IsEmpty => _commands.Count == 0;

    /// <summary>How many messages are queued, without the batch's begin and end.</summary>
    public int Count => _commands.Count;

    public void Add(NftTable table)
        => Queue(NftMessage.NewTable, MessageFlags.Create, table.Family, "add table", table.Name, table.Write);

    public void Delete(NftTable table)
        => Queue(NftMessage.DeleteTable, MessageFlags.None, table.Family, "delete table", table.Name,
            writer => writer.String(NftTable.NameAttribute, table.Name));

    public void Add(NftChain chain)
        => Queue(NftMessage.NewChain, MessageFlags.Create, chain.Family, "add chain", chain.Name, chain.Write);

    public void Delete(NftChain chain)
        => Queue(NftMessage.DeleteChain, MessageFlags.None, chain.Family, "delete chain", chain.Name, writer =>
        {
            writer.String(NftChain.TableAttribute, chain.Table);
            writer.String(NftChain.NameAttribute, chain.Name);
        });

    public void Add(NftSet set)
    {
        uint id = Interlocked.Increment(ref _sets);
        Queue(NftMessage.NewSet, MessageFlags.Create, set.Family, "add set", set.Name, writer => set.Write(writer, id));
    }

    public void Delete(NftSet set)
        => Queue(NftMessage.DeleteSet, MessageFlags.None, set.Family, "delete set", set.Name, writer =>
        {
            writer.String(NftSet.TableAttribute, set.Table);
            writer.String(NftSet.NameAttribute, set.Name);
        });

    /// <summary>Adds elements. The kernel accepts an element that exists with the same data, and refuses one with other data with EBUSY.</summary>
    public void Add(NftSet set, ReadOnlySpan<NftElement> elements)
        => QueueElements(NftMessage.NewElement, MessageFlags.Create, set, elements, "add elements to");

    /// <summary>Deletes elements; one that is not there is refused with ENOENT.</summary>
    public void Delete(NftSet set, ReadOnlySpan<NftElement> elements)
        => QueueElements(NftMessage.DeleteElement, MessageFlags.None, set, elements, "delete elements of");

    /// <summary>Adds a rule at its chain's end.</summary>
    public void Add(NftRule rule)
        => Queue(NftMessage.NewRule, MessageFlags.Create | MessageFlags.Append, rule.Family, "add rule to", rule.Chain, rule.Write);

    /// <summary>Adds a rule at its chain's head.</summary>
    public void Insert(NftRule rule)
        => Queue(NftMessage.NewRule, MessageFlags.Create, rule.Family, "insert rule into", rule.Chain, rule.Write);

    /// <summary>Deletes a rule by the handle it was read with.</summary>
    public void Delete(NftRule rule)
        => Queue(NftMessage.DeleteRule, MessageFlags.None, rule.Family, "delete rule of", rule.Chain, writer =>
        {
            writer.String(NftRule.TableAttribute, rule.Table);
            writer.String(NftRule.ChainAttribute, rule.Chain);
            writer.BigEndian(NftRule.HandleAttribute, rule.Handle);
        });

    /// <summary>Appends the messages of another batch.</summary>
    public void Add(NftBatch other) => _commands.AddRange(other._commands);

    /// <summary>The same with the content of its messages written once and for all, to be queued again and again.</summary>
    public NftBatch Encode()
    {
        var encoded = new NftBatch();
        using var writer = new NetlinkWriter();
        foreach (Command command in _commands)
        {
            writer.Reset(0);
            command.Write(writer);
            byte[] content = writer.Written.ToArray();
            encoded._commands.Add(command with { Write = target => target.Raw(content) });
        }
        return encoded;
    }

    /// <summary>Has the kernel make the changes, and throws what it refuses.</summary>
    /// <param name="socket">A netfilter socket of the namespace to change.</param>
    /// <param name="generation">The generation that the changes were thought out for (<see cref="NftDump.Generation"/>); null for any.</param>
    /// <returns>False when something else has changed the rules since that generation, so that nothing was done.</returns>
    public bool TryCommit(NetlinkSocket socket, uint? generation)
    {
        if (IsEmpty) return true;
        if (socket.Commit(writer => Write(writer, generation)) is not { } refused) return true;
        if (refused.Index == 0 && refused.Answer.Errno == Errno.ERESTART) return false;
        throw new NetlinkException(refused.Answer, null, $"nf_tables, {Describe(refused.Index)}");
    }

    /// <summary>Writes the batch: its begin, what is queued, its end. The last change asks for the answer.</summary>
    public void Write(NetlinkWriter writer, uint? generation)
    {
        // The batch's header names the subsystem that it is for.
        var header = new NetfilterHeader(NftFamily.Unspecified, 0, NftMessage.Subsystem);
        writer.BeginMessage(NftMessage.BatchBegin, MessageFlags.None, header);
        if (generation is { } number) writer.BigEndian(GenerationAttribute, number);
        writer.EndMessage();
        for (int i = 0; i < _commands.Count; i++)
        {
            Command command = _commands[i];
            MessageFlags ack = i == _commands.Count - 1 ? MessageFlags.Ack : MessageFlags.None;
            writer.BeginMessage(command.Type, command.Flags | ack, new NetfilterHeader(command.Family));
            command.Write(writer);
            writer.EndMessage();
        }
        writer.BeginMessage(NftMessage.BatchEnd, MessageFlags.None, header);
        writer.EndMessage();
    }

    private void QueueElements(ushort type, MessageFlags flags, NftSet set, ReadOnlySpan<NftElement> elements, string verb)
    {
        if (set.HasPlainIntervals) elements = NftInterval.Split(elements);
        while (!elements.IsEmpty)
        {
            int count = NftElementList.CountThatFit(elements);
            NftElement[] list = elements[..count].ToArray();
            Queue(type, flags, set.Family, verb, set.Name, writer => NftElementList.Write(writer, set, list));
            elements = elements[count..];
        }
    }

    private void Queue(ushort type, MessageFlags flags, NftFamily family, string verb, string name, Action<NetlinkWriter> write)
        => _commands.Add(new Command(type, flags, family, verb, name, write));

    // The first message is the batch's begin; what is refused there is the batch as a whole.
    private string Describe(int message) => message >= 1 && message <= _commands.Count ? $"{_commands[message - 1].Verb} {_commands[message - 1].Name}" : "commit";

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Command(ushort Type, MessageFlags Flags, NftFamily Family, string Verb, string Name, Action<NetlinkWriter> Write);
}
