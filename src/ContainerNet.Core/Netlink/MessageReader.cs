using System.Runtime.InteropServices;

namespace ContainerNet.Netlink;

/// <summary>Walks over the messages of one datagram; a length that cannot be true ends the walk.</summary>
internal ref struct MessageReader(ReadOnlySpan<byte> datagram)
{
    private ReadOnlySpan<byte> _rest = datagram;

    public NetlinkMessage Current { get; private set; }

    public readonly MessageReader GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_rest.Length < Wire.MessageHeader) return false;
        uint length = MemoryMarshal.Read<uint>(_rest);
        if (length < Wire.MessageHeader || length > (uint)_rest.Length) return false;
        Current = new NetlinkMessage(
            MemoryMarshal.Read<ushort>(_rest[4..]),
            (MessageFlags)MemoryMarshal.Read<ushort>(_rest[6..]),
            MemoryMarshal.Read<uint>(_rest[8..]),
            _rest[Wire.MessageHeader..(int)length]);
        _rest = _rest[Math.Min(Wire.Align((int)length), _rest.Length)..];
        return true;
    }
}

/// <summary>One message: its header's fields, and what follows the header.</summary>
internal readonly ref struct NetlinkMessage(ushort type, MessageFlags flags, uint sequence, ReadOnlySpan<byte> payload)
{
    public ushort Type { get; } = type;

    public MessageFlags Flags { get; } = flags;

    public uint Sequence { get; } = sequence;

    public ReadOnlySpan<byte> Payload { get; } = payload;
}
