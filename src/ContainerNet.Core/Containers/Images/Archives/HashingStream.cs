using System.Security.Cryptography;

namespace ContainerNet.Containers.Images.Archives;

/// <summary>Passes another stream on, once from its beginning, and works out the digest of what passed.</summary>
internal sealed class HashingStream(Stream inner) : ReadOnlyStream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        int count = inner.Read(buffer);
        _hash.AppendData(buffer[..count]);
        return count;
    }

    /// <summary>Reads what is left, and answers the digest of all.</summary>
    public ImageDigest Finish()
    {
        byte[] buffer = new byte[64 * 1024];
        while (Read(buffer.AsSpan()) > 0) { }
        return new ImageDigest(Convert.ToHexStringLower(_hash.GetHashAndReset()));
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _hash.Dispose();
            inner.Dispose();
        }
        base.Dispose(disposing);
    }
}
