namespace ContainerNet.Containers.Images;

/// <summary>Opens what images are in, and finds them there.</summary>
internal static class ImageSources
{
    /// <summary>Opens a layout's directory or an archive.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="temporaryFolder">Where archives are decompressed to.</param>
    /// <param name="cancellation">Ends that.</param>
    /// <exception cref="ContainerNetException">There is nothing, or it cannot be read.</exception>
    public static ImageFiles Open(string path, string temporaryFolder, CancellationToken cancellation)
    {
        if (Directory.Exists(path)) return new FilesOfDirectory(path);
        if (File.Exists(path)) return new ArchiveFiles(path, temporaryFolder, cancellation);
        throw ContainerNetException.NotFound("ImageNotFound", path, $"There is no image at {path}: the file or directory does not exist.");
    }

    /// <summary>The images in it: all of an archive, or the one for this machine of a layout.</summary>
    /// <param name="files">It.</param>
    /// <param name="name">The tag or reference of the one that is wanted; null for all.</param>
    /// <exception cref="ContainerNetException">There is no image of that name, or they cannot be read.</exception>
    public static IReadOnlyList<FoundImage> Find(ImageFiles files, string? name)
    {
        // An archive of Docker 25 and later is both; its manifest.json names the images in full.
        if (files is ArchiveFiles && IsThere(files, DockerArchive.ManifestName)) return Named(files, DockerArchive.Read(files), name);
        if (IsThere(files, "index.json")) return [OciLayout.Find(files, name)];
        if (IsThere(files, DockerArchive.ManifestName)) return Named(files, DockerArchive.Read(files), name);
        throw ImageDocumentReader.Bad(files.Path, "it is not an image: it has neither the index.json of an OCI image layout nor the manifest.json of a docker save archive");
    }

    /// <summary>The one image in it.</summary>
    /// <exception cref="ContainerNetException">There are several.</exception>
    public static FoundImage FindOne(ImageFiles files, string? name) => Find(files, name) switch
    {
        [var one] => one,
        var several => throw ContainerNetException.Invalid("ImageAmbiguous", files.Path,
            $"{files.Path} has {several.Count} images. Choose one with docker-archive:{files.Path}:NAME. The names are {string.Join(", ", several.SelectMany(image => image.References).Select(reference => reference.Familiar))}."),
    };

    private static bool IsThere(ImageFiles files, string name)
    {
        using Stream? stream = files.TryOpen(name);
        return stream is not null;
    }

    private static IReadOnlyList<FoundImage> Named(ImageFiles files, IReadOnlyList<FoundImage> all, string? name)
    {
        if (name is null) return all.Count > 0 ? all : throw ImageDocumentReader.Bad(files.Path, "it has no image");
        ImageReference reference = ImageReference.Parse(name);
        FoundImage found = all.FirstOrDefault(image => image.References.Contains(reference)) ?? throw ContainerNetException.NotFound("ImageNotFound", name,
            $"{files.Path} has no image '{name}'. It has {string.Join(", ", all.SelectMany(image => image.References).Select(each => each.Familiar))}.");
        return [found];
    }
}
