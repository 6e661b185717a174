using System.Buffers.Binary;

namespace ContainerNet.Service.Api.Http;

/// <summary>
/// Writes what a program writes as clients expect it: raw where it has a terminal; otherwise in frames, each with a header of
/// eight bytes, which are the stream (1 output, 2 errors), three zero bytes, and the length in big-endian order.
/// </summary>
/// <param name="stream">Where to.</param>
/// <param name="isRaw">Whether there are no frames.</param>
internal sealed class StreamFrames(Stream stream, bool isRaw) : IDisposable
{
    /// <summary>The program's output.</summary>
    public const byte Output = 1;

    /// <summary>The program's errors.</summary>
    public const byte Errors = 2;

    private const int HeaderLength = 8;

    private readonly SemaphoreSlim _writing = new(1);

    /// <summary>The content type of the answer.</summary>
    public static string ContentType(bool isRaw) => isRaw ? "application/vnd.docker.raw-stream" : "application/vnd.docker.multiplexed-stream";

    /// <summary>Writes a piece.</summary>
    public async Task WriteAsync(byte kind, ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        await _writing.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (!isRaw)
            {
                byte[] header = new byte[HeaderLength];
                header[0] = kind;
                BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), bytes.Length);
                await stream.WriteAsync(header, cancellation).ConfigureAwait(false);
            }
            await stream.WriteAsync(bytes, cancellation).ConfigureAwait(false);
            await stream.FlushAsync(cancellation).ConfigureAwait(false);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _writing.Dispose();
}
