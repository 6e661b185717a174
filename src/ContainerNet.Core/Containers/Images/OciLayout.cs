using System.Runtime.InteropServices;
using ContainerNet.Containers.Images.Archives;

namespace ContainerNet.Containers.Images;

/// <summary>Finds images in an OCI image layout (image-layout.md), be it a directory or an archive.</summary>
internal static class OciLayout
{
    private const string NameAnnotation = "org.opencontainers.image.ref.name";
    private const string FullNameAnnotation = "io.containerd.image.name";
    private const int DeepestIndex = 4;

    /// <summary>The processor of this machine, by Go's name.</summary>
    public static string Architecture { get; } = RuntimeInformation.OSArchitecture switch
    {
        System.Runtime.InteropServices.Architecture.X64 => "amd64",
        System.Runtime.InteropServices.Architecture.X86 => "386",
        var other => other.ToString().ToLowerInvariant(),
    };

    /// <summary>Finds the one image for this machine.</summary>
    /// <param name="files">The layout.</param>
    /// <param name="tag">Which of several; may be null where there is one.</param>
    /// <exception cref="ContainerNetException">There is no image, there are several, or they cannot be read.</exception>
    public static FoundImage Find(ImageFiles files, string? tag = null)
    {
        List<OciDescriptor> named = Entries(files, files.Read("index.json"), "index.json");
        List<OciDescriptor> wanted = tag is null ? named : [.. named.Where(entry => NamesOf(entry).Contains(tag))];
        if (wanted.Count == 0) throw NoSuchTag(files.Path, tag, named);
        return Read(files, Choose(files, wanted, named));
    }

    private static FoundImage Read(ImageFiles files, OciDescriptor chosen)
    {
        IReadOnlyList<ImageReference> references = [.. NamesOf(chosen).Select(ImageReference.TryParseFull).OfType<ImageReference>().Distinct()];
        for (int depth = 0; depth < DeepestIndex; depth++)
        {
            ImageDigest digest = ImageDigest.Parse(chosen.Digest, files.Path);
            byte[] content = files.Read(digest);
            OciManifest manifest = ImageDocumentReader.Parse(content, ImageJson.Default.OciManifest, files.Path);
            if (manifest.Manifests is null) return Read(files, manifest, references);
            List<OciDescriptor> entries = Entries(files, content, ImageFiles.NameOf(digest));
            chosen = Choose(files, entries, entries);
        }
        throw ImageDocumentReader.Bad(files.Path, "its indexes refer to each other in a circle");
    }

    private static FoundImage Read(ImageFiles files, OciManifest manifest, IReadOnlyList<ImageReference> references)
    {
        ImageDigest configuration = ImageDigest.Parse(manifest.Config?.Digest, files.Path);
        ImageDigest[] blobs = [.. (manifest.Layers ?? []).Select(layer => ImageDigest.Parse(layer?.Digest, files.Path))];
        return FoundImage.Of(files, ImageFiles.NameOf(configuration), files.Read(configuration), [.. blobs.Select(blob => (ImageFiles.NameOf(blob), (ImageDigest?)blob))], references);
    }

    private static List<OciDescriptor> Entries(ImageFiles files, byte[] content, string name)
        => ImageDocumentReader.Parse(content, ImageJson.Default.OciManifest, $"{files.Path}, {name}").Manifests?.OfType<OciDescriptor>().ToList()
            ?? throw ImageDocumentReader.Bad(files.Path, $"'{name}' has no manifests");

    // What has no platform is for any; BuildKit's attestations are for none.
    private static OciDescriptor Choose(ImageFiles files, List<OciDescriptor> wanted, List<OciDescriptor> named)
    {
        List<OciDescriptor> fitting = [.. wanted.Where(Fits).DistinctBy(entry => entry.Digest)];
        return fitting switch
        {
            [var one] => one,
            [] => throw NoPlatform(files.Path, wanted),
            [{ Platform: not null } first, ..] when fitting.All(entry => entry.Platform is not null && NamesOf(entry).Count == 0) => first,
            _ => throw Ambiguous(files.Path, named),
        };
    }

    private static bool Fits(OciDescriptor entry)
        => entry.Platform is not { } platform || (platform.Os is null or "linux") && (platform.Architecture is null || platform.Architecture == Architecture);

    private static List<string> NamesOf(OciDescriptor entry)
        => [.. new[] { entry.Annotations?.GetValueOrDefault(FullNameAnnotation), entry.Annotations?.GetValueOrDefault(NameAnnotation) }.OfType<string>()];

    private static string List(IEnumerable<string> words) => string.Join(", ", words.Where(word => word.Length > 0).Distinct().Order(StringComparer.Ordinal)) is { Length: > 0 } list ? list : "none";

    private static ContainerNetException NoSuchTag(string path, string? tag, List<OciDescriptor> named)
        => ContainerNetException.NotFound("ImageNotFound", tag ?? path, $"{path} has no image{(tag is null ? "" : $" '{tag}'")}. It has {List(named.SelectMany(NamesOf))}.");

    private static ContainerNetException NoPlatform(string path, List<OciDescriptor> entries)
        => new($"{path} has no image for linux/{Architecture}. It has {List(entries.Select(entry => $"{entry.Platform?.Os}/{entry.Platform?.Architecture}"))}.", ErrorKind.Unsupported) { ErrorId = "PlatformUnsupported", Subject = path };

    private static ContainerNetException Ambiguous(string path, List<OciDescriptor> named)
        => ContainerNetException.Invalid("ImageAmbiguous", path, $"{path} has several images. Choose one with oci:{path}:NAME. The names are {List(named.SelectMany(NamesOf))}.");
}
