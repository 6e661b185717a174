using System.Buffers.Binary;
using System.Net;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace ContainerNet.Netlink;

/// <summary>
/// Walks over the attributes of a message. A length that does not fit ends the walk, and a value that is too short
/// reads as zero or null: nothing that arrives can throw or be read beyond its end.
/// </summary>
internal ref struct AttributeReader(ReadOnlySpan<byte> attributes)
{
    private ReadOnlySpan<byte> _rest = attributes;

    /// <summary>The attributes after a family header of the given length.</summary>
    public static AttributeReader After(ReadOnlySpan<byte> payload, int headerLength)
    {
        int start = Wire.Align(headerLength);
        return new AttributeReader(start <= payload.Length ? payload[start..] : default);
    }

    /// <summary>The attribute that <see cref="MoveNext"/> stopped at.</summary>
    public NetlinkAttribute Current { get; private set; }

    /// <summary>Supports foreach.</summary>
    public readonly AttributeReader GetEnumerator() => this;

    /// <summary>Goes to the next attribute; false at the end, and where the next one's length cannot be true.</summary>
    public bool MoveNext()
    {
        if (_rest.Length < Wire.AttributeHeader) return false;
        int length = MemoryMarshal.Read<ushort>(_rest);
        if (length < Wire.AttributeHeader || length > _rest.Length) return false;
        ushort type = (ushort)(MemoryMarshal.Read<ushort>(_rest[2..]) & Wire.TypeMask);
        Current = new NetlinkAttribute(type, _rest[Wire.AttributeHeader..length]);
        _rest = _rest[Math.Min(Wire.Align(length), _rest.Length)..];
        return true;
    }
}

/// <summary>One attribute: its type without the flag bits, and its value.</summary>
internal readonly ref struct NetlinkAttribute(ushort type, ReadOnlySpan<byte> value)
{
    public ushort Type { get; } = type;

    public ReadOnlySpan<byte> Value { get; } = value;

    public AttributeReader Nested => new(Value);

    public byte Byte => Value.Length >= 1 ? Value[0] : (byte)0;

    public ushort UInt16 => Read<ushort>();

    public uint UInt32 => Read<uint>();

    public int Int32 => Read<int>();

    public ulong UInt64 => Read<ulong>();

    public ushort BigEndian16 => Value.Length >= 2 ? BinaryPrimitives.ReadUInt16BigEndian(Value) : (ushort)0;

    public uint BigEndian32 => Value.Length >= 4 ? BinaryPrimitives.ReadUInt32BigEndian(Value) : 0;

    public ulong BigEndian64 => Value.Length >= 8 ? BinaryPrimitives.ReadUInt64BigEndian(Value) : 0;

    /// <summary>Text up to its zero byte.</summary>
    public string Text
    {
        get
        {
            int end = Value.IndexOf((byte)0);
            return Encoding.UTF8.GetString(end < 0 ? Value : Value[..end]);
        }
    }

    /// <summary>An IPv4 or IPv6 address; null for any other length.</summary>
    public IPAddress? Address => Value.Length is 4 or 16 ? new IPAddress(Value) : null;

    /// <summary>A structure in the machine's byte order; its default where the value is too short.</summary>
    public T Read<T>() where T : unmanaged => Value.Length >= Unsafe.SizeOf<T>() ? MemoryMarshal.Read<T>(Value) : default;
}
