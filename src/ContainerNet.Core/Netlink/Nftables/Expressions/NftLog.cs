namespace ContainerNet.Netlink.Nftables.Expressions;

/// <summary>Logs the packet: to the kernel's log, or to a netlink group where one is given (enum nft_log_attributes in linux/netfilter/nf_tables.h).</summary>
internal sealed record NftLog(string? Prefix = null) : NftExpression
{
    public const string Kind = "log";
    private const ushort GroupAttribute = 1;
    private const ushort PrefixAttribute = 2;
    private const ushort SnapLengthAttribute = 3;
    private const ushort QueueThresholdAttribute = 4;
    private const ushort LevelAttribute = 5;
    private const ushort FlagsAttribute = 6;

    public override string Name => Kind;

    public ushort? Group { get; init; }

    /// <summary>How many bytes of the packet go to the group.</summary>
    public uint? SnapLength { get; init; }

    public ushort? QueueThreshold { get; init; }

    /// <summary>enum nft_log_level: 0 (emergency) to 7 (debug), 8 for the audit log; 4 (warning) unless given.</summary>
    public uint? Level { get; init; }

    /// <summary>NF_LOG_* (linux/netfilter/nf_log.h).</summary>
    public uint? Flags { get; init; }

    public static NftLog Read(AttributeReader attributes)
    {
        var log = new NftLog();
        foreach (NetlinkAttribute attribute in attributes)
        {
            log = attribute.Type switch
            {
                GroupAttribute => log with { Group = attribute.BigEndian16 },
                PrefixAttribute => log with { Prefix = attribute.Text },
                SnapLengthAttribute => log with { SnapLength = attribute.BigEndian32 },
                QueueThresholdAttribute => log with { QueueThreshold = attribute.BigEndian16 },
                LevelAttribute => log with { Level = attribute.BigEndian32 },
                FlagsAttribute => log with { Flags = attribute.BigEndian32 },
                _ => log,
            };
        }
        return log;
    }

    protected override void WriteAttributes(NetlinkWriter writer)
    {
        if (Prefix is not null) writer.String(PrefixAttribute, Prefix);
        if (Group is { } group) writer.BigEndian(GroupAttribute, group);
        if (SnapLength is { } snapLength) writer.BigEndian(SnapLengthAttribute, snapLength);
        if (QueueThreshold is { } threshold) writer.BigEndian(QueueThresholdAttribute, threshold);
        if (Level is { } level) writer.BigEndian(LevelAttribute, level);
        if (Flags is { } flags) writer.BigEndian(FlagsAttribute, flags);
    }
}
