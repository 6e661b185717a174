namespace ContainerNet.Containers.Images.Archives;

/// <summary>Passes another stream on, up to a number of bytes, until it is cancelled.</summary>
/// <param name="inner">The other stream; it is disposed of with this one.</param>
/// <param name="most">How many bytes it may have.</param>
/// <param name="what">What it is called in errors.</param>
/// <param name="cancellation">Ends a read with an <see cref="OperationCanceledException"/>.</param>
internal sealed class BoundedStream(Stream inner, long most, string what, CancellationToken cancellation) : ReadOnlyStream
{
    private long _passed;

    /// <inheritdoc/>
    /// <exception cref="ContainerNetException">ImageTooLarge: it has more.</exception>
    public override int Read(Span<byte> buffer)
    {
        cancellation.ThrowIfCancellationRequested();
        int count = inner.Read(buffer);
        _passed += count;
        if (_passed > most) throw ContainerNetException.Invalid("ImageTooLarge", what, $"{what} has more than {most} bytes when it is decompressed.");
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }
}
