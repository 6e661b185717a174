using System.Buffers.Binary;

namespace ContainerNet.Service.Names;

/// <summary>Messages over TCP: each has its length in front, two bytes (RFC 1035, section 4.2.2).</summary>
internal static class DnsStream
{
    private const int PrefixLength = 2;

    /// <summary>Reads a message.</summary>
    /// <returns>Null when the other side has sent its last.</returns>
    public static async Task<byte[]?> ReadAsync(Stream stream, CancellationToken cancellation)
    {
        byte[] prefix = new byte[PrefixLength];
        if (await stream.ReadAtLeastAsync(prefix, PrefixLength, throwOnEndOfStream: false, cancellation).ConfigureAwait(false) < PrefixLength) return null;
        byte[] message = new byte[BinaryPrimitives.ReadUInt16BigEndian(prefix)];
        return await stream.ReadAtLeastAsync(message, message.Length, throwOnEndOfStream: false, cancellation).ConfigureAwait(false) == message.Length ? message : null;
    }

    /// <summary>Writes a message, with its length in one packet.</summary>
    public static async Task WriteAsync(Stream stream, byte[] message, CancellationToken cancellation)
    {
        byte[] whole = new byte[PrefixLength + message.Length];
        BinaryPrimitives.WriteUInt16BigEndian(whole, (ushort)message.Length);
        message.CopyTo(whole, PrefixLength);
        await stream.WriteAsync(whole, cancellation).ConfigureAwait(false);
    }
}
