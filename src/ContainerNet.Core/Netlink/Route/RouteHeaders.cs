using System.Runtime.InteropServices;

namespace ContainerNet.Netlink.Route;

/// <summary>struct ifinfomsg (linux/rtnetlink.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct LinkHeader
{
    public const int Size = 16;

    public byte Family;
    private readonly byte _padding;
    public ushort DeviceType;
    public int Index;
    public uint Flags;
    public uint Change;
}

/// <summary>struct ifaddrmsg (linux/if_addr.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct AddressHeader
{
    public const int Size = 8;

    public byte Family;
    public byte PrefixLength;
    public byte Flags;
    public byte Scope;
    public int Index;
}

/// <summary>struct rtmsg (linux/rtnetlink.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct RouteHeader
{
    public const int Size = 12;

    public byte Family;
    public byte DestinationLength;
    public byte SourceLength;
    public byte TypeOfService;
    public byte Table;
    public byte Protocol;
    public byte Scope;
    public byte Type;
    public uint Flags;
}

/// <summary>struct rtnexthop (linux/rtnetlink.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NextHopHeader
{
    public const int Size = 8;

    public ushort Length;
    public byte Flags;
    public byte Hops;
    public int Index;
}

/// <summary>struct ndmsg (linux/neighbour.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NeighborHeader
{
    public const int Size = 12;

    public byte Family;
    private readonly byte _padding1;
    private readonly ushort _padding2;
    public int Index;
    public ushort State;
    public byte Flags;
    public byte Type;
}

/// <summary>struct rtgenmsg (linux/rtnetlink.h), padded to the alignment of messages.</summary>
[StructLayout(LayoutKind.Sequential, Size = 4)]
internal struct GeneralHeader
{
    public const int Size = 1;

    public byte Family;
}
