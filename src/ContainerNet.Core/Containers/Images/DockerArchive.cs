namespace ContainerNet.Containers;

/// <summary>Finds images in what <c>docker save</c> writes: manifest.json and what it names.</summary>
internal static class DockerArchive
{
    /// <summary>The document that makes an archive one.</summary>
    public const string ManifestName = "manifest.json";

    /// <summary>All images in it, in their order.</summary>
    /// <exception cref="ContainerNetException">They cannot be read.</exception>
    public static IReadOnlyList<FoundImage> Read(ImageFiles files)
        => [.. ImageDocumentReader.Parse(files.Read(ManifestName), ImageJson.Default.ListDockerArchiveImage, $"{files.Path}, {ManifestName}").Select(image => Read(files, image))];

    private static FoundImage Read(ImageFiles files, DockerArchiveImage? image)
    {
        if (image?.Config is not { Length: > 0 } name) throw ImageDocumentReader.Bad(files.Path, $"{ManifestName} has an image without configuration");
        byte[] configuration = files.Read(name);
        // It is called by its digest: HEX.json, or as a blob.
        if (ImageDigest.TryParse($"sha256:{System.IO.Path.GetFileNameWithoutExtension(name)}") is { } stated && stated != ImageDigest.Of(configuration))
            throw ImageDocumentReader.Bad(files.Path, $"'{name}' has other content than its name says");
        (string, ImageDigest?)[] blobs = [.. (image.Layers ?? []).Select(layer => (layer ?? "", (ImageDigest?)null))];
        return FoundImage.Of(files, configuration, blobs, [.. (image.RepoTags ?? []).OfType<string>().Select(ImageReference.Parse)]);
    }
}
