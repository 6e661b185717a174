using System.Text;
using System.Text.Json.Nodes;
using ContainerNet.Containers.Images.Archives;
using ContainerNet.Containers.Images.Layers;
using ContainerNet.Linux.Syscalls;

namespace ContainerNet.Containers.Images;

/// <summary>
/// Writes images as Docker 25 and later save them: an OCI image layout in a tar archive (image-layout.md), with the manifest.json that
/// earlier versions and other readers look for. The store has only the files of a layer, so its archive is written anew. For an image that came from elsewhere its digest, and with that
/// the image's id, may be another than before.
/// </summary>
/// <param name="archive">The archive.</param>
/// <param name="temporary">A directory for layers.</param>
/// <param name="cancellation">Ends it.</param>
internal sealed class ImageExport(ArchiveWriter archive, string temporary, CancellationToken cancellation)
{
    private readonly HashSet<string> _written = [];
    private readonly Dictionary<string, (ImageDigest Digest, long Size)> _layers = [];
    private readonly JsonArray _index = [];
    private readonly JsonArray _images = [];

    /// <summary>Writes an image with its layers.</summary>
    /// <param name="image">The image.</param>
    /// <param name="configuration">Its configuration.</param>
    /// <param name="references">The references to it, in full and as Docker shows them.</param>
    public void Add(ContainerImage image, byte[] configuration, IReadOnlyList<ImageReference> references)
    {
        (ImageDigest Digest, long Size)[] layers = [.. image.LayerFolders.Select(WriteLayer)];
        byte[] config = WithLayers(configuration, layers.Select(layer => layer.Digest));
        ImageDigest configDigest = WriteBlob(config);
        byte[] manifest = Bytes(new JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = "application/vnd.oci.image.manifest.v1+json",
            ["config"] = Descriptor("application/vnd.oci.image.config.v1+json", configDigest, config.Length),
            ["layers"] = new JsonArray([.. layers.Select(layer => Descriptor("application/vnd.oci.image.layer.v1.tar", layer.Digest, layer.Size))]),
        });
        AddToIndex(WriteBlob(manifest), manifest.Length, references);
        _images.Add((JsonNode)new JsonObject
        {
            ["Config"] = ImageFiles.NameOf(configDigest),
            ["RepoTags"] = new JsonArray([.. references.Where(reference => reference.Tag is not null).Select(reference => (JsonNode)reference.Familiar)]),
            ["Layers"] = new JsonArray([.. layers.Select(layer => (JsonNode)ImageFiles.NameOf(layer.Digest))]),
        });
    }

    /// <summary>Writes what names the images.</summary>
    public void Finish()
    {
        WriteFile("oci-layout", """{"imageLayoutVersion":"1.0.0"}"""u8);
        WriteFile("index.json", Bytes(new JsonObject { ["schemaVersion"] = 2, ["mediaType"] = "application/vnd.oci.image.index.v1+json", ["manifests"] = _index }));
        WriteFile(DockerArchive.ManifestName, Bytes(_images));
        archive.Finish();
    }

    private void AddToIndex(ImageDigest manifest, long size, IReadOnlyList<ImageReference> references)
    {
        if (references.Count == 0) _index.Add((JsonNode)Descriptor("application/vnd.oci.image.manifest.v1+json", manifest, size));
        foreach (ImageReference reference in references)
        {
            JsonObject entry = Descriptor("application/vnd.oci.image.manifest.v1+json", manifest, size);
            entry["annotations"] = new JsonObject { ["io.containerd.image.name"] = reference.ToString(), ["org.opencontainers.image.ref.name"] = reference.Tag ?? "latest" };
            _index.Add((JsonNode)entry);
        }
    }

    // A layer's length stands before it in the archive, and its digest is its name: so it is written to a file first.
    private (ImageDigest Digest, long Size) WriteLayer(string folder)
    {
        if (_layers.TryGetValue(folder, out (ImageDigest, long) known)) return known;
        string path = Path.Combine(temporary, "layer.tar");
        using (FileStream file = File.Create(path))
        {
            var writer = new ArchiveWriter(file);
            using FileDescriptor open = FileDescriptor.Open(folder, OpenFlags.ReadOnly);
            new LayerArchive(writer, default, (_, _) => false, cancellation).AddContent(open);
            writer.Finish();
        }
        using FileStream layer = File.OpenRead(path);
        ImageDigest digest;
        using (var hash = new HashingStream(File.OpenRead(path))) digest = hash.Finish();
        if (_written.Add(digest.Hex)) Copy(ImageFiles.NameOf(digest), layer);
        return _layers[folder] = (digest, layer.Length);
    }

    private void Copy(string name, FileStream content)
    {
        archive.Begin(Entry(name, content.Length));
        byte[] buffer = new byte[128 * 1024];
        while (content.Read(buffer) is > 0 and var count)
        {
            cancellation.ThrowIfCancellationRequested();
            archive.Write(buffer.AsSpan(0, count));
        }
    }

    private ImageDigest WriteBlob(byte[] content)
    {
        ImageDigest digest = ImageDigest.Of(content);
        if (_written.Add(digest.Hex)) WriteFile(ImageFiles.NameOf(digest), content);
        return digest;
    }

    private void WriteFile(string name, ReadOnlySpan<byte> content)
    {
        archive.Begin(Entry(name, content.Length));
        archive.Write(content);
    }

    private static ArchiveEntry Entry(string name, long size) => new() { Name = name, Kind = ArchiveEntryKind.File, Mode = 0b110_100_100, Size = size };

    private static byte[] WithLayers(byte[] configuration, IEnumerable<ImageDigest> layers)
    {
        JsonObject document = JsonNode.Parse(configuration)!.AsObject();
        var rootFs = new JsonObject { ["type"] = "layers", ["diff_ids"] = new JsonArray([.. layers.Select(layer => (JsonNode)layer.ToString())]) };
        // The same layers are the same image, byte for byte.
        if (JsonNode.DeepEquals(document["rootfs"]?["diff_ids"], rootFs["diff_ids"])) return configuration;
        document["rootfs"] = rootFs;
        return Bytes(document);
    }

    private static JsonObject Descriptor(string type, ImageDigest digest, long size) => new() { ["mediaType"] = type, ["digest"] = digest.ToString(), ["size"] = size };

    private static byte[] Bytes(JsonNode node) => Encoding.UTF8.GetBytes(node.ToJsonString());
}
