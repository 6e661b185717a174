using ContainerNet.Netlink.Netfilter;
using ContainerNet.Netlink.Nftables.Values;

namespace ContainerNet.Netlink.Nftables;

/// <summary>A chain (enum nft_chain_attributes and nft_hook_attributes in linux/netfilter/nf_tables.h).</summary>
internal sealed record NftChain(NftFamily Family, string Table, string Name)
{
    public const ushort TableAttribute = 1;
    public const ushort NameAttribute = 3;
    private const ushort HandleAttribute = 2;
    private const ushort HookAttribute = 4;
    private const ushort PolicyAttribute = 5;
    private const ushort UseAttribute = 6;
    private const ushort TypeAttribute = 7;
    private const ushort UserDataAttribute = 12;
    private const ushort HookNumberAttribute = 1;
    private const ushort HookPriorityAttribute = 2;

    /// <summary>Where a base chain hangs; null for a chain that is only jumped to.</summary>
    public NftHook? Hook { get; init; }

    /// <summary>How many rules it has and how many jump to it; set by the kernel.</summary>
    public uint UseCount { get; init; }

    public ulong Handle { get; init; }

    /// <summary>What userspace noted on it, such as nft's comment.</summary>
    public NftValue UserData { get; init; }

    /// <summary>Writes what a NEWCHAIN says of it.</summary>
    public void Write(NetlinkWriter writer)
    {
        writer.String(TableAttribute, Table);
        writer.String(NameAttribute, Name);
        if (UserData.Length > 0) writer.Attribute(UserDataAttribute, UserData.Span);
        if (Hook is null) return;
        writer.String(TypeAttribute, Hook.Type);
        writer.BigEndian(PolicyAttribute, (uint)Hook.Policy);
        int start = writer.BeginNested(HookAttribute);
        writer.BigEndian(HookNumberAttribute, (uint)Hook.Number);
        writer.BigEndian(HookPriorityAttribute, unchecked((uint)Hook.Priority));
        writer.EndNested(start);
    }

    public static NftChain Read(in NetlinkMessage message)
    {
        var chain = new NftChain(NftMessage.Family(message), "", "");
        var hook = new NftHook("", default, 0);
        bool isBase = false;
        foreach (NetlinkAttribute attribute in NftMessage.Attributes(message))
        {
            switch (attribute.Type)
            {
                case TableAttribute: chain = chain with { Table = attribute.Text }; break;
                case NameAttribute: chain = chain with { Name = attribute.Text }; break;
                case HandleAttribute: chain = chain with { Handle = attribute.BigEndian64 }; break;
                case UseAttribute: chain = chain with { UseCount = attribute.BigEndian32 }; break;
                case UserDataAttribute: chain = chain with { UserData = new NftValue(attribute.Value) }; break;
                case TypeAttribute: hook = hook with { Type = attribute.Text }; break;
                case PolicyAttribute: hook = hook with { Policy = (NftPolicy)attribute.BigEndian32 }; break;
                case HookAttribute:
                    isBase = true;
                    hook = ReadHook(hook, attribute.Nested);
                    break;
            }
        }
        return isBase ? chain with { Hook = hook } : chain;
    }

    private static NftHook ReadHook(NftHook hook, AttributeReader attributes)
    {
        foreach (NetlinkAttribute attribute in attributes)
        {
            if (attribute.Type == HookNumberAttribute) hook = hook with { Number = (NftHookNumber)attribute.BigEndian32 };
            if (attribute.Type == HookPriorityAttribute) hook = hook with { Priority = unchecked((int)attribute.BigEndian32) };
        }
        return hook;
    }
}
