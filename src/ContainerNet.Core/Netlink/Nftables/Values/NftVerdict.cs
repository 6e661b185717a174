using System.Text;

namespace ContainerNet.Netlink.Nftables.Values;

/// <summary>enum nft_verdicts (linux/netfilter/nf_tables.h), and NF_DROP and NF_ACCEPT (linux/netfilter.h).</summary>
internal enum NftVerdictCode
{
    Drop = 0,
    Accept = 1,
    Queue = 3,
    Continue = -1,
    Break = -2,
    Jump = -3,
    Goto = -4,
    Return = -5,
}

/// <summary>The verdict on a packet, with the target chain if there is one.</summary>
internal readonly record struct NftVerdict(NftVerdictCode Code, string? Chain = null)
{
    private const ushort CodeAttribute = 1;
    private const ushort ChainAttribute = 2;

    public static NftVerdict Accept => new(NftVerdictCode.Accept);

    public static NftVerdict Drop => new(NftVerdictCode.Drop);

    /// <summary>How many bytes it takes in a message, with its attribute's header.</summary>
    public int EncodedLength
        => 2 * Wire.AttributeHeader + 4 + (Chain is null ? 0 : Wire.AttributeHeader + Wire.Align(Encoding.UTF8.GetByteCount(Chain) + 1));

    public static NftVerdict Jump(string chain) => new(NftVerdictCode.Jump, chain);

    public void Write(NetlinkWriter writer, ushort type)
    {
        int start = writer.BeginNested(type);
        writer.BigEndian(CodeAttribute, unchecked((uint)Code));
        if (Chain is not null) writer.String(ChainAttribute, Chain);
        writer.EndNested(start);
    }

    public static NftVerdict Read(in NetlinkAttribute attribute)
    {
        NftVerdict verdict = default;
        foreach (NetlinkAttribute part in attribute.Nested)
        {
            if (part.Type == CodeAttribute) verdict = verdict with { Code = (NftVerdictCode)unchecked((int)part.BigEndian32) };
            if (part.Type == ChainAttribute) verdict = verdict with { Chain = part.Text };
        }
        return verdict;
    }

    public override string ToString() => Chain is null ? Code.ToString().ToLowerInvariant() : $"{Code.ToString().ToLowerInvariant()} {Chain}";
}
