using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace ContainerNet.Netlink.Nftables.Values;

/// <summary>Concatenates fields, each padded to a multiple of four bytes, as registers are.</summary>
internal ref struct NftKeyBuilder
{
    /// <summary>NFT_DATA_VALUE_MAXLEN (linux/netfilter/nf_tables.h).</summary>
    public const int MaxLength = 64;

    /// <summary>IFNAMSIZ (linux/if.h): a name and its zero byte.</summary>
    public const int InterfaceNameLength = 16;

    private readonly Span<byte> _buffer;
    private int _length;

    /// <summary>Builds in a zeroed buffer of <see cref="MaxLength"/> bytes.</summary>
    public NftKeyBuilder(Span<byte> buffer)
    {
        _buffer = buffer;
        _buffer.Clear();
    }

    public readonly NftValue Value => new(_buffer[.._length]);

    public void Byte(byte value) => Take(1)[0] = value;

    public void Port(ushort port) => BinaryPrimitives.WriteUInt16BigEndian(Take(2), port);

    public void Address(IPAddress address) => address.TryWriteBytes(Take(address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? 4 : 16), out _);

    public void Mac(MacAddress address) => address.CopyTo(Take(MacAddress.Length));

    public void InterfaceName(string name)
    {
        if (name.Length == 0 || Encoding.UTF8.GetByteCount(name) >= InterfaceNameLength)
            throw ContainerNetException.Invalid("InvalidInterfaceName", name, $"'{name}' is not an interface name. A name has 1 to {InterfaceNameLength - 1} bytes.");
        Encoding.UTF8.GetBytes(name, Take(InterfaceNameLength));
    }

    private Span<byte> Take(int length)
    {
        Span<byte> taken = _buffer.Slice(_length, length);
        _length += Wire.Align(length);
        return taken;
    }
}
