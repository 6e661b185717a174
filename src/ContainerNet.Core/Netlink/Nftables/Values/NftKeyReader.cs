using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace ContainerNet.Netlink.Nftables.Values;

/// <summary>Takes a concatenation apart. A key that is too short reads as zeroes: <see cref="Complete"/> tells.</summary>
internal ref struct NftKeyReader(NftValue value)
{
    private ReadOnlySpan<byte> _rest = value.Span;
    private bool _short;

    /// <summary>Whether all fields were present, and nothing followed them.</summary>
    public readonly bool Complete => !_short && _rest.IsEmpty;

    public byte Byte() => Take(1)[0];

    public ushort Port() => BinaryPrimitives.ReadUInt16BigEndian(Take(2));

    public IPAddress IPv4() => new(Take(4));

    public IPAddress IPv6() => new(Take(16));

    public MacAddress Mac() => new(Take(MacAddress.Length));

    public string InterfaceName()
    {
        ReadOnlySpan<byte> name = Take(NftKeyBuilder.InterfaceNameLength);
        int end = name.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? name : name[..end]);
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        int taken = Wire.Align(length);
        if (_rest.Length < taken)
        {
            _short = true;
            _rest = default;
            return new byte[length];
        }
        ReadOnlySpan<byte> field = _rest[..length];
        _rest = _rest[taken..];
        return field;
    }
}
