using System.Net;
using System.Runtime.InteropServices;
using ContainerNet.Host.Links;

namespace ContainerNet.Netlink.Route;

/// <summary>Makes a <see cref="NetIPAddress"/> of an RTM_NEWADDR.</summary>
internal static class AddressReader
{
    public static NetIPAddress? Read(in NetlinkMessage message, NamespaceReference reference, InterfaceNames names)
    {
        if (message.Type != RouteMessage.NewAddress || message.Payload.Length < AddressHeader.Size) return null;
        AddressHeader header = MemoryMarshal.Read<AddressHeader>(message.Payload);
        IPAddress? address = null, local = null, broadcast = null;
        string label = "";
        uint flags = header.Flags, metric = 0;
        int protocol = 0;
        CacheInfo lifetimes = CacheInfo.Forever;
        foreach (NetlinkAttribute attribute in AttributeReader.After(message.Payload, AddressHeader.Size))
        {
            switch (attribute.Type)
            {
                case AddressAttribute.Address: address = attribute.Address; break;
                case AddressAttribute.Local: local = attribute.Address; break;
                case AddressAttribute.Broadcast: broadcast = attribute.Address; break;
                case AddressAttribute.Label: label = attribute.Text; break;
                case AddressAttribute.Flags: flags = attribute.UInt32; break;
                case AddressAttribute.RoutePriority: metric = attribute.UInt32; break;
                case AddressAttribute.Protocol: protocol = attribute.Byte; break;
                case AddressAttribute.CacheInfo: lifetimes = attribute.Read<CacheInfo>(); break;
            }
        }
        // Of a pair, the local address is the interface's and the other one the peer's; IPv6 usually gives just one.
        IPAddress? own = local ?? address;
        if (own is null) return null;
        return new NetIPAddress(reference, own)
        {
            InterfaceIndex = header.Index,
            InterfaceAlias = names[header.Index],
            PeerAddressValue = local is not null && address is not null && !local.Equals(address) ? address : null,
            PrefixLength = header.PrefixLength,
            BroadcastAddressValue = broadcast,
            Scope = (NetworkScope)header.Scope,
            Label = label,
            Flags = (AddressFlags)flags,
            ValidLifetimeValue = lifetimes.Valid.Lifetime(),
            RouteMetric = metric,
            ProtocolNumber = protocol,
            PreferredLifetimeValue = lifetimes.Preferred.Lifetime(),
        };
    }

    private static TimeSpan? Lifetime(this uint seconds) => seconds == uint.MaxValue ? null : TimeSpan.FromSeconds(seconds);
}

/// <summary>struct ifa_cacheinfo (linux/if_addr.h): lifetimes in seconds, all bits set for ever; stamps in hundredths of a second.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct CacheInfo
{
    public static readonly CacheInfo Forever = new() { Preferred = uint.MaxValue, Valid = uint.MaxValue };

    public uint Preferred;
    public uint Valid;
    public uint Created;
    public uint Updated;
}
