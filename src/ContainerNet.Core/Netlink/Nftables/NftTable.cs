using ContainerNet.Netlink.Netfilter;
using ContainerNet.Netlink.Nftables.Values;

namespace ContainerNet.Netlink.Nftables;

/// <summary>A table (enum nft_table_attributes in linux/netfilter/nf_tables.h).</summary>
internal sealed record NftTable(NftFamily Family, string Name)
{
    public const ushort NameAttribute = 1;
    private const ushort FlagsAttribute = 2;
    private const uint OwnerFlag = 2;
    private const ushort UseAttribute = 3;
    private const ushort HandleAttribute = 4;
    private const ushort UserDataAttribute = 6;

    public uint Flags { get; init; }

    /// <summary>Whether only the socket that made it may change it (NFT_TABLE_F_OWNER).</summary>
    public bool IsOwned => (Flags & OwnerFlag) != 0;

    /// <summary>How many chains, sets and objects it holds; set by the kernel.</summary>
    public uint UseCount { get; init; }

    public ulong Handle { get; init; }

    /// <summary>What userspace noted on it, such as nft's comment.</summary>
    public NftValue UserData { get; init; }

    /// <summary>Writes what a NEWTABLE says of it.</summary>
    public void Write(NetlinkWriter writer)
    {
        writer.String(NameAttribute, Name);
        writer.BigEndian(FlagsAttribute, Flags);
        if (UserData.Length > 0) writer.Attribute(UserDataAttribute, UserData.Span);
    }

    public static NftTable Read(in NetlinkMessage message)
    {
        var table = new NftTable(NftMessage.Family(message), "");
        foreach (NetlinkAttribute attribute in NftMessage.Attributes(message))
        {
            table = attribute.Type switch
            {
                NameAttribute => table with { Name = attribute.Text },
                FlagsAttribute => table with { Flags = attribute.BigEndian32 },
                UseAttribute => table with { UseCount = attribute.BigEndian32 },
                HandleAttribute => table with { Handle = attribute.BigEndian64 },
                UserDataAttribute => table with { UserData = new NftValue(attribute.Value) },
                _ => table,
            };
        }
        return table;
    }
}
