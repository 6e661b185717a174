using ContainerNet.Containers.Images.Archives;

namespace ContainerNet.Containers.Images;

/// <summary>An image as it was found in a layout or an archive; nothing is unpacked yet.</summary>
internal sealed record FoundImage
{
    /// <summary>The digest of its configuration.</summary>
    public required ImageDigest Id { get; init; }

    /// <summary>The configuration as it is written.</summary>
    public required byte[] Configuration { get; init; }

    /// <summary>The name of the file that has its configuration; empty where that is in no file yet.</summary>
    public string ConfigurationFile { get; init; } = "";

    /// <summary>Its layers, the lowest first.</summary>
    public required IReadOnlyList<FoundLayer> Layers { get; init; }

    /// <summary>The references in its source.</summary>
    public IReadOnlyList<ImageReference> References { get; init; } = [];

    /// <summary>Makes one of its configuration and of the files that have its layers, which have to be as many as it names.</summary>
    public static FoundImage Of(ImageFiles files, string configurationFile, byte[] configuration, IReadOnlyList<(string File, ImageDigest? Digest)> blobs, IReadOnlyList<ImageReference> references)
    {
        OciImageDocument document = ImageDocumentReader.Parse(configuration, ImageJson.Default.OciImageDocument, files.Path);
        IReadOnlyList<ImageDigest> diffIds = ImageDocumentReader.DiffIds(document, files.Path);
        if (diffIds.Count > ImageLimits.Layers) throw ImageDocumentReader.Bad(files.Path, $"it has {diffIds.Count} layers, more than the maximum of {ImageLimits.Layers}");
        if (diffIds.Count != blobs.Count) throw ImageDocumentReader.Bad(files.Path, $"its configuration lists {diffIds.Count} layers, but its manifest lists {blobs.Count}");
        return new FoundImage
        {
            Id = ImageDigest.Of(configuration),
            Configuration = configuration,
            ConfigurationFile = configurationFile,
            Layers = [.. diffIds.Zip(blobs, (diffId, blob) => new FoundLayer(diffId, blob.Digest, blob.File, () => files.Open(blob.File)))],
            References = references,
        };
    }
}

/// <summary>A layer of it.</summary>
/// <param name="DiffId">The digest of its archive, decompressed.</param>
/// <param name="BlobDigest">The digest of the file that has it; null where it has none to be known by.</param>
/// <param name="File">The name of that file.</param>
/// <param name="Open">Opens that file.</param>
internal sealed record FoundLayer(ImageDigest DiffId, ImageDigest? BlobDigest, string File, Func<Stream> Open);
