using System.Collections.Immutable;

namespace ContainerNet.Netlink.Nftables.Values;

/// <summary>enum byteorder of nft's userspace: the kernel only keeps it, as user data for programs that list the set.</summary>
internal enum NftByteOrder : uint
{
    None = 0,
    Host = 1,
    BigEndian = 2,
}

/// <summary>
/// The type of a set's key or data. The kernel needs the length; the number is nft's own (enum datatypes in its
/// datatype.h), kept by the kernel so that a listing can print the elements. A concatenation's number is those of its
/// fields, six bits each, the last in the lowest.
/// </summary>
internal sealed record NftDataType
{
    private const int BitsPerField = 6;
    private const uint FieldMask = (1 << BitsPerField) - 1;

    public static readonly NftDataType Verdict = new() { Id = 0xffffff00, Name = "verdict", Length = 0, ByteOrder = NftByteOrder.None };
    public static readonly NftDataType NfProto = new() { Id = 2, Name = "nf_proto", Length = 1, ByteOrder = NftByteOrder.None };
    public static readonly NftDataType Ipv4Addr = new() { Id = 7, Name = "ipv4_addr", Length = 4, ByteOrder = NftByteOrder.BigEndian };
    public static readonly NftDataType Ipv6Addr = new() { Id = 8, Name = "ipv6_addr", Length = 16, ByteOrder = NftByteOrder.BigEndian };
    public static readonly NftDataType EtherAddr = new() { Id = 9, Name = "ether_addr", Length = 6, ByteOrder = NftByteOrder.BigEndian };
    public static readonly NftDataType InetProto = new() { Id = 12, Name = "inet_proto", Length = 1, ByteOrder = NftByteOrder.None };
    public static readonly NftDataType InetService = new() { Id = 13, Name = "inet_service", Length = 2, ByteOrder = NftByteOrder.BigEndian };
    public static readonly NftDataType Mark = new() { Id = 19, Name = "mark", Length = 4, ByteOrder = NftByteOrder.Host };
    public static readonly NftDataType InterfaceIndex = new() { Id = 20, Name = "iface_index", Length = 4, ByteOrder = NftByteOrder.Host };
    public static readonly NftDataType InterfaceName = new() { Id = 41, Name = "ifname", Length = NftKeyBuilder.InterfaceNameLength, ByteOrder = NftByteOrder.Host };

    public static readonly NftDataType EtherType = new() { Id = 10, Name = "ether_type", Length = 2, ByteOrder = NftByteOrder.BigEndian };
    public static readonly NftDataType ArpOperation = new() { Id = 11, Name = "arp_op", Length = 2, ByteOrder = NftByteOrder.BigEndian };
    public static readonly NftDataType IcmpType = new() { Id = 14, Name = "icmp_type", Length = 1, ByteOrder = NftByteOrder.BigEndian };
    public static readonly NftDataType TcpFlag = new() { Id = 15, Name = "tcp_flag", Length = 1, ByteOrder = NftByteOrder.Host };
    public static readonly NftDataType Time = new() { Id = 18, Name = "time", Length = 4, ByteOrder = NftByteOrder.Host };
    public static readonly NftDataType InterfaceType = new() { Id = 21, Name = "iface_type", Length = 2, ByteOrder = NftByteOrder.Host };
    public static readonly NftDataType UserId = new() { Id = 24, Name = "uid", Length = 4, ByteOrder = NftByteOrder.Host };
    public static readonly NftDataType GroupId = new() { Id = 25, Name = "gid", Length = 4, ByteOrder = NftByteOrder.Host };
    public static readonly NftDataType ConntrackState = new() { Id = 26, Name = "ct_state", Length = 4, ByteOrder = NftByteOrder.Host };
    public static readonly NftDataType ConntrackDirection = new() { Id = 27, Name = "ct_dir", Length = 1, ByteOrder = NftByteOrder.None };
    public static readonly NftDataType ConntrackStatus = new() { Id = 28, Name = "ct_status", Length = 4, ByteOrder = NftByteOrder.Host };
    public static readonly NftDataType Icmpv6Type = new() { Id = 29, Name = "icmpv6_type", Length = 1, ByteOrder = NftByteOrder.BigEndian };
    public static readonly NftDataType PacketType = new() { Id = 31, Name = "pkt_type", Length = 1, ByteOrder = NftByteOrder.Host };
    public static readonly NftDataType IcmpCode = new() { Id = 32, Name = "icmp_code", Length = 1, ByteOrder = NftByteOrder.BigEndian };
    public static readonly NftDataType Icmpv6Code = new() { Id = 33, Name = "icmpv6_code", Length = 1, ByteOrder = NftByteOrder.BigEndian };
    public static readonly NftDataType FibAddressType = new() { Id = 38, Name = "fib_addrtype", Length = 4, ByteOrder = NftByteOrder.Host };
    public static readonly NftDataType Dscp = new() { Id = 36, Name = "dscp", Length = 1, ByteOrder = NftByteOrder.BigEndian };
    public static readonly NftDataType Ecn = new() { Id = 37, Name = "ecn", Length = 1, ByteOrder = NftByteOrder.BigEndian };
    public static readonly NftDataType Boolean = new() { Id = 39, Name = "boolean", Length = 1, ByteOrder = NftByteOrder.Host };

    private const uint IntegerId = 4;

    private static readonly Dictionary<uint, NftDataType> Known = new[]
    {
        Verdict, NfProto, Ipv4Addr, Ipv6Addr, EtherAddr, InetProto, InetService, Mark, InterfaceIndex, InterfaceName,
        EtherType, ArpOperation, IcmpType, TcpFlag, Time, InterfaceType, UserId, GroupId, ConntrackState, ConntrackDirection,
        ConntrackStatus, Icmpv6Type, PacketType, IcmpCode, Icmpv6Code, FibAddressType, Dscp, Ecn, Boolean,
    }.ToDictionary(t => t.Id);

    public required uint Id { get; init; }

    /// <summary>The name in nft(8), <c>a . b</c> for a concatenation; a number where it is not known here.</summary>
    public required string Name { get; init; }

    /// <summary>Its bytes, each field of a concatenation filled up to a multiple of four.</summary>
    public required int Length { get; init; }

    public required NftByteOrder ByteOrder { get; init; }

    /// <summary>The fields of a concatenation; empty for any other type.</summary>
    public ImmutableArray<NftDataType> Fields { get; init; } = [];

    /// <summary>A plain number of so many bytes.</summary>
    public static NftDataType Integer(int length, NftByteOrder order = NftByteOrder.BigEndian)
        => new() { Id = IntegerId, Name = "integer", Length = length, ByteOrder = order };

    /// <summary>The type of keys or data of several fields.</summary>
    public static NftDataType Concatenate(params ReadOnlySpan<NftDataType> fields)
    {
        uint id = 0;
        int length = 0;
        foreach (NftDataType field in fields)
        {
            id = id << BitsPerField | field.Id;
            length += Wire.Align(field.Length);
        }
        ImmutableArray<NftDataType> parts = [.. fields];
        return new NftDataType { Id = id, Name = string.Join(" . ", parts.Select(f => f.Name)), Length = length, ByteOrder = NftByteOrder.None, Fields = parts };
    }

    /// <summary>The type of a number and length as the kernel hands them out.</summary>
    public static NftDataType From(uint id, int length)
    {
        if (Known.TryGetValue(id, out NftDataType? known) && (known.Length == length || known == Verdict)) return known;
        if (id == IntegerId) return Integer(length);
        if (id <= FieldMask || id == Verdict.Id || Unpack(id, length) is not { } parts) return Unknown(id, length);
        NftDataType whole = Concatenate(parts);
        return whole.Length == length ? whole : Unknown(id, length);
    }

    public bool Equals(NftDataType? other) => other is not null && (Id, Length, Name) == (other.Id, other.Length, other.Name);

    public override int GetHashCode() => HashCode.Combine(Id, Length);

    public override string ToString() => Name;

    // A number has no length of its own: it has what the others leave, which tells where there is but one.
    private static NftDataType[]? Unpack(uint id, int length)
    {
        var parts = new List<NftDataType>();
        for (; id != 0; id >>= BitsPerField)
        {
            if ((id & FieldMask) == IntegerId) parts.Add(Integer(0));
            else if (Known.TryGetValue(id & FieldMask, out NftDataType? part)) parts.Add(part);
            else return null;
        }
        parts.Reverse();
        int number = parts.FindIndex(part => part.Id == IntegerId);
        if (number >= 0) parts[number] = Integer(Math.Max(0, length - parts.Sum(part => Wire.Align(part.Length))));
        return [.. parts];
    }

    private static NftDataType Unknown(uint id, int length) => new() { Id = id, Name = $"{id}", Length = length, ByteOrder = NftByteOrder.None };
}
