using ContainerNet.Containers.Images.Archives;
using ContainerNet.Plans;

namespace ContainerNet.Containers.Images;

/// <summary>What is done with images, as the commands that it equals.</summary>
internal static class ImageCommands
{
    private const int ShortLength = 12;

    /// <summary>Takes in an image that was found in files.</summary>
    /// <param name="files">The files.</param>
    /// <param name="image">The image.</param>
    /// <param name="references">What it is called from then on.</param>
    /// <param name="store">Where it is kept.</param>
    public static IEnumerable<string> Import(ImageFiles files, FoundImage image, IReadOnlyList<ImageReference> references, ImageStore store)
    {
        IReadOnlyList<ImageDigest> chain = ImageDigest.Chain([.. image.Layers.Select(layer => layer.DiffId)]);
        foreach ((FoundLayer layer, ImageDigest id) in image.Layers.Zip(chain).Where(layer => !Directory.Exists(store.LayerDirectory(layer.Second)))) yield return Unpack(files, layer, store.LayerDirectory(id));
        string configuration = store.ConfigPath(image.Id.ToString());
        if (!File.Exists(configuration)) yield return $"mkdir -p {Commands.Quote(Path.GetDirectoryName(configuration)!)}\n{files.CommandToRead(image.ConfigurationFile)} > {Commands.Quote(configuration)}";
        yield return $"# keep image {Name(references.Select(reference => reference.Familiar), image.Id.ToString())}";
    }

    /// <summary>Takes in a root file system that is an archive. The image's id is known once its configuration is written.</summary>
    /// <param name="path">The archive.</param>
    /// <param name="image">The image that is made of it.</param>
    /// <param name="references">What it is called from then on.</param>
    /// <param name="store">Where it is kept.</param>
    public static IEnumerable<string> ImportRootFileSystem(string path, FoundImage image, IReadOnlyList<ImageReference> references, ImageStore store)
    {
        FoundLayer layer = image.Layers[0];
        string directory = store.LayerDirectory(ImageDigest.Chain([layer.DiffId])[0]);
        using Stream packed = layer.Open();
        if (!Directory.Exists(directory)) yield return $"tar -xp{Decompression.TarOption(packed)} --one-top-level={Commands.Quote(directory)} -f {Commands.Quote(path)}";
        string names = string.Join(", ", references.Select(reference => reference.Familiar));
        yield return $"# keep {(names.Length > 0 ? $"image {names}" : "an image")} of this layer, with a new configuration";
    }

    /// <summary>Pulls an image. Which layers it has is not known before.</summary>
    public static IEnumerable<string> Pull(ImageReference reference, ImageStore store)
    {
        yield return "layout=$(mktemp -d)";
        yield return $"{string.Join(' ', ImagePull.Command(reference).Select(Commands.Quote))} oci:$layout:latest";
        yield return $"# keep image {reference.Familiar}, and unpack those of its layers that are not in {store.LayersFolder}";
    }

    /// <summary>Forgets one of several references.</summary>
    public static string Forget(string reference, string id) => $"# forget reference {reference} of image {Short(id)}";

    /// <summary>Removes an image with what no other has.</summary>
    /// <param name="references">What it is called.</param>
    /// <param name="id">Its id.</param>
    /// <param name="layers">The directories of its own layers.</param>
    /// <param name="configuration">The file of its configuration.</param>
    public static IEnumerable<string> Remove(IEnumerable<string> references, string id, IEnumerable<string> layers, string configuration)
        => [$"# forget image {Name(references, id)}", .. layers.Select(layer => $"rm -r {Commands.Quote(layer)}"), $"rm {Commands.Quote(configuration)}"];

    // What tar does with whiteouts is left out: they become those of overlayfs.
    private static string Unpack(ImageFiles files, FoundLayer layer, string directory)
    {
        using Stream packed = layer.Open();
        return $"{files.CommandToRead(layer.File)} | tar -xp{Decompression.TarOption(packed)} --one-top-level={Commands.Quote(directory)}";
    }

    private static string Name(IEnumerable<string> references, string id) => string.Join(", ", references) is { Length: > 0 } names ? $"{names} ({Short(id)})" : Short(id);

    private static string Short(string id) => id[(id.IndexOf(':', StringComparison.Ordinal) + 1)..][..ShortLength];
}
