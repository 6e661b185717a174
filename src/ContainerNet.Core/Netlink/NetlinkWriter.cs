using System.Buffers;
using System.Buffers.Binary;
using System.Net;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace ContainerNet.Netlink;

/// <summary>
/// Writes netlink messages, one after the other, into one growing buffer: a batch is one span and one send.
/// Headers and plain integers are in the machine's byte order, as the kernel reads them; what a protocol
/// defines as big-endian has a method of its own.
/// </summary>
internal sealed class NetlinkWriter : IDisposable
{
    private byte[] _buffer;
    private int _length;
    private int _messageStart = -1;

    public NetlinkWriter(int capacity = 4096) => _buffer = ArrayPool<byte>.Shared.Rent(capacity);

    /// <summary>All finished messages.</summary>
    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _length);

    /// <summary>How many bytes are written so far.</summary>
    public int Length => _length;

    /// <summary>How many messages are finished.</summary>
    public int MessageCount { get; private set; }

    /// <summary>The sequence number of the first message; the others follow it one by one.</summary>
    public uint FirstSequence { get; private set; }

    /// <summary>Starts over, with sequence numbers counted from <paramref name="firstSequence"/>.</summary>
    public void Reset(uint firstSequence)
    {
        _length = 0;
        _messageStart = -1;
        MessageCount = 0;
        FirstSequence = firstSequence;
    }

    /// <summary>Begins a message with its family header; <see cref="EndMessage"/> ends it.</summary>
    public void BeginMessage<THeader>(ushort type, MessageFlags flags, in THeader header) where THeader : unmanaged
    {
        if (_messageStart >= 0) throw new InvalidOperationException("The previous message has not ended.");
        _messageStart = _length;
        Span<byte> start = Take(Wire.MessageHeader);
        MemoryMarshal.Write(start[4..], type);
        MemoryMarshal.Write(start[6..], (ushort)(flags | MessageFlags.Request));
        MemoryMarshal.Write(start[8..], unchecked(FirstSequence + (uint)MessageCount));
        MemoryMarshal.Write(Take(Unsafe.SizeOf<THeader>()), header);
    }

    /// <summary>Ends the message by writing its length.</summary>
    public void EndMessage()
    {
        if (_messageStart < 0) throw new InvalidOperationException("No message has begun.");
        MemoryMarshal.Write(_buffer.AsSpan(_messageStart), (uint)(_length - _messageStart));
        _messageStart = -1;
        MessageCount++;
    }

    /// <summary>Begins an attribute that holds attributes, marked as nested; give the result to <see cref="EndNested"/>.</summary>
    public int BeginNested(ushort type) => BeginAttribute((ushort)(type | Wire.NestedFlag));

    /// <summary>The same without the mark, for the older attributes of rtnetlink that are read without it (IFLA_LINKINFO and below).</summary>
    public int BeginAttribute(ushort type)
    {
        int start = _length;
        MemoryMarshal.Write(Take(Wire.AttributeHeader)[2..], type);
        return start;
    }

    /// <summary>Ends what <see cref="BeginNested"/> or <see cref="BeginAttribute"/> began.</summary>
    public void EndNested(int start)
    {
        int length = _length - start;
        if (length > ushort.MaxValue) throw new InvalidOperationException($"An attribute has {length} bytes. Its header allows at most 65,535.");
        MemoryMarshal.Write(_buffer.AsSpan(start), (ushort)length);
        Take(Wire.Align(length) - length);
    }

    /// <summary>Bytes that belong to no attribute, such as the header inside VETH_INFO_PEER; they must keep the alignment of four.</summary>
    public void Raw<T>(in T value) where T : unmanaged => MemoryMarshal.Write(Take(Wire.Align(Unsafe.SizeOf<T>())), value);

    /// <summary>Attributes that are written already.</summary>
    public void Raw(ReadOnlySpan<byte> attributes) => attributes.CopyTo(Take(attributes.Length));

    /// <summary>An attribute of bytes.</summary>
    public void Attribute(ushort type, ReadOnlySpan<byte> value)
    {
        int start = BeginAttribute(type);
        value.CopyTo(Take(value.Length));
        EndNested(start);
    }

    /// <summary>An attribute without a value: a flag.</summary>
    public void Flag(ushort type) => Attribute(type, ReadOnlySpan<byte>.Empty);

    /// <summary>An attribute of one integer in the machine's byte order.</summary>
    public void Attribute<T>(ushort type, T value) where T : unmanaged
    {
        int start = BeginAttribute(type);
        MemoryMarshal.Write(Take(Unsafe.SizeOf<T>()), value);
        EndNested(start);
    }

    /// <summary>An attribute of one 16-bit integer, big-endian.</summary>
    public void BigEndian(ushort type, ushort value)
        => Attribute(type, BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(value) : value);

    /// <summary>An attribute of one 32-bit integer, big-endian.</summary>
    public void BigEndian(ushort type, uint value)
        => Attribute(type, BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(value) : value);

    /// <summary>An attribute of one 64-bit integer, big-endian.</summary>
    public void BigEndian(ushort type, ulong value)
        => Attribute(type, BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(value) : value);

    /// <summary>An attribute of UTF-8 text that ends with a zero byte.</summary>
    public void String(ushort type, ReadOnlySpan<char> value)
    {
        int start = BeginAttribute(type);
        Span<byte> text = Take(Encoding.UTF8.GetByteCount(value) + 1);
        Encoding.UTF8.GetBytes(value, text);
        EndNested(start);
    }

    /// <summary>An attribute of an address: 4 or 16 bytes in network order.</summary>
    public void Address(ushort type, IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out int length);
        Attribute(type, bytes[..length]);
    }

    /// <summary>Gives the buffer back.</summary>
    public void Dispose()
    {
        byte[] buffer = Interlocked.Exchange(ref _buffer, []);
        if (buffer.Length > 0) ArrayPool<byte>.Shared.Return(buffer);
    }

    /// <summary>The next bytes, zeroed: padding must not carry what the buffer held before.</summary>
    private Span<byte> Take(int count)
    {
        if (_length + count > _buffer.Length) Grow(_length + count);
        Span<byte> taken = _buffer.AsSpan(_length, count);
        taken.Clear();
        _length += count;
        return taken;
    }

    private void Grow(int needed)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, _buffer.Length * 2));
        Written.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
