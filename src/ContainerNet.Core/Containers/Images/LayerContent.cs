namespace ContainerNet.Containers;

/// <summary>A layer's way from the file that has it into a folder, checked on the way.</summary>
internal static class LayerContent
{
    /// <summary>Unpacks a layer; only when this returns is the folder what the layer's digests say.</summary>
    /// <param name="layer">Which.</param>
    /// <param name="folder">Where to.</param>
    /// <param name="below">The folders of the layers below it, the lowest first.</param>
    /// <param name="what">What it is called in errors.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>How many bytes its files have.</returns>
    /// <exception cref="ContainerNetException">It cannot be read, or its digests are others.</exception>
    public static long Unpack(FoundLayer layer, string folder, IReadOnlyList<string> below, string what, CancellationToken cancellation)
    {
        using var blob = new HashingStream(layer.Open());
        using var content = new HashingStream(Decompression.Open(blob, what));
        using var unpacker = new LayerUnpacker(folder, below, what);
        try
        {
            long size = unpacker.Unpack(new ArchiveReader(content, what), cancellation);
            Compare(layer.DiffId, content.Finish(), what);
            if (layer.BlobDigest is { } digest) Compare(digest, blob.Finish(), what);
            return size;
        }
        // Of gzip.
        catch (InvalidDataException e)
        {
            throw ImageDocumentReader.Bad(what, e.Message.TrimEnd('.'));
        }
    }

    private static void Compare(ImageDigest expected, ImageDigest actual, string what)
    {
        if (expected == actual) return;
        throw new ContainerNetException($"{what} is damaged: its digest should be {expected} and is {actual}.", ErrorKind.Other) { ErrorId = "DigestMismatch", Subject = what };
    }
}
