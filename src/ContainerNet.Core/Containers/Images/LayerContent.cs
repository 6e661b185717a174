using ContainerNet.Containers.Images.Archives;
using ContainerNet.Containers.Images.Layers;

namespace ContainerNet.Containers.Images;

/// <summary>A layer's way from the file that has it into a directory, checked on the way.</summary>
internal static class LayerContent
{
    /// <summary>Unpacks a layer; the directory matches the layer's digests only when this returns.</summary>
    /// <param name="layer">Which.</param>
    /// <param name="folder">The destination.</param>
    /// <param name="below">The directories of the layers below it, the lowest first.</param>
    /// <param name="what">What it is called in errors.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>How many bytes its files have.</returns>
    /// <exception cref="ContainerNetException">It cannot be read, or its digests are others.</exception>
    public static long Unpack(FoundLayer layer, string folder, IReadOnlyList<string> below, string what, CancellationToken cancellation)
    {
        using var blob = new HashingStream(layer.Open());
        using var content = new HashingStream(new BoundedStream(Decompression.Open(blob, what), ImageLimits.Decompressed, what, cancellation));
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
        throw new ContainerNetException($"{what} is damaged: its digest is {actual} instead of {expected}.", ErrorKind.Other) { ErrorId = "DigestMismatch", Subject = what };
    }
}
