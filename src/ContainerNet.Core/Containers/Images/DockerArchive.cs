using ContainerNet.Containers.Images.Archives;

namespace ContainerNet.Containers.Images;

/// <summary>Finds images in what <c>docker save</c> writes: manifest.json and what it names.</summary>
internal static class DockerArchive
{
    /// <summary>The document that makes an archive one.</summary>
    public const string ManifestName = "manifest.json";

    /// <summary>All images in it, in their order.</summary>
    /// <exception cref="ContainerNetException">They cannot be read.</exception>
    public static IReadOnlyList<FoundImage> Read(ImageFiles files)
    {
        List<DockerArchiveImage?> images = ImageDocumentReader.Parse(files.Read(ManifestName), ImageJson.Default.ListDockerArchiveImage, $"{files.Path}, {ManifestName}");
        if (images.Count > ImageLimits.Images || images.Any(image => image?.RepoTags?.Count > ImageLimits.Images))
            throw ImageDocumentReader.Bad(files.Path, $"{ManifestName} has more than {ImageLimits.Images} images, or an image with more references");
        return [.. images.Select(image => Read(files, image))];
    }

    private static FoundImage Read(ImageFiles files, DockerArchiveImage? image)
    {
        if (image?.Config is not { Length: > 0 } name) throw ImageDocumentReader.Bad(files.Path, $"{ManifestName} has an image without configuration");
        byte[] configuration = files.Read(name);
        // It is called by its digest: HEX.json, or as a blob.
        if (ImageDigest.TryParse($"sha256:{System.IO.Path.GetFileNameWithoutExtension(name)}") is { } stated && stated != ImageDigest.Of(configuration))
            throw ImageDocumentReader.Bad(files.Path, $"the content of '{name}' does not match its digest");
        (string, ImageDigest?)[] blobs = [.. (image.Layers ?? []).Select(layer => (layer ?? "", (ImageDigest?)null))];
        return FoundImage.Of(files, name, configuration, blobs, [.. (image.RepoTags ?? []).OfType<string>().Select(ImageReference.Parse)]);
    }
}
