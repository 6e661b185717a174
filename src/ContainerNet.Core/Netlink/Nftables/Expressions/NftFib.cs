namespace ContainerNet.Netlink.Nftables.Expressions;

/// <summary>enum nft_fib_result (linux/netfilter/nf_tables.h).</summary>
internal enum NftFibResult : uint
{
    OutputInterface = 1,
    OutputInterfaceName = 2,
    AddressType = 3,
}

/// <summary>enum nft_fib_flags (linux/netfilter/nf_tables.h): what is looked up, and what narrows it.</summary>
[Flags]
internal enum NftFibFlags : uint
{
    SourceAddress = 1,
    DestinationAddress = 2,
    Mark = 4,
    InputInterface = 8,
    OutputInterface = 16,
    Present = 32,
}

/// <summary>Asks the routing tables about one of the packet's addresses (enum nft_fib_attributes).</summary>
internal sealed record NftFib(NftFibFlags Flags, NftFibResult Result, NftRegister Destination = NftRegister.R1) : NftExpression
{
    public const string Kind = "fib";

    /// <summary>The address type of what is the host's own: RTN_LOCAL (linux/rtnetlink.h).</summary>
    public const uint Local = 2;

    private const ushort DestinationAttribute = 1;
    private const ushort ResultAttribute = 2;
    private const ushort FlagsAttribute = 3;

    public override string Name => Kind;

    public static NftFib Read(AttributeReader attributes)
    {
        var fib = new NftFib(default, default, default);
        foreach (NetlinkAttribute attribute in attributes)
        {
            fib = attribute.Type switch
            {
                DestinationAttribute => fib with { Destination = (NftRegister)attribute.BigEndian32 },
                ResultAttribute => fib with { Result = (NftFibResult)attribute.BigEndian32 },
                FlagsAttribute => fib with { Flags = (NftFibFlags)attribute.BigEndian32 },
                _ => fib,
            };
        }
        return fib;
    }

    protected override void WriteAttributes(NetlinkWriter writer)
    {
        writer.BigEndian(FlagsAttribute, (uint)Flags);
        writer.BigEndian(ResultAttribute, (uint)Result);
        writer.BigEndian(DestinationAttribute, (uint)Destination);
    }
}
