namespace ContainerNet.Containers.Images.Archives;

/// <summary>Passes another stream on, and tells from time to time how many bytes have passed.</summary>
/// <param name="inner">The stream, which is disposed of with this one.</param>
/// <param name="count">Told how many, by the thread that reads.</param>
internal sealed class CountingStream(Stream inner, Action<long> count) : ReadOnlyStream
{
    private const long Step = 1 << 20;

    private long _passed;
    private long _told;

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        int read = inner.Read(buffer);
        _passed += read;
        if (_passed - _told >= Step)
        {
            _told = _passed;
            count(_passed);
        }
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }
}
