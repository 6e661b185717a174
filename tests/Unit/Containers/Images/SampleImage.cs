using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using ContainerNet.Tests.Support;

namespace ContainerNet.Tests.Containers.Images;

/// <summary>An image made by a test, and the forms it comes in.</summary>
internal sealed class SampleImage
{
    private readonly List<byte[]> _layers = [];

    /// <summary>What the configuration says of containers.</summary>
    public JsonObject Config { get; } = [];

    /// <summary>The processor it says it is for.</summary>
    public string Architecture { get; init; } = "amd64";

    /// <summary>How the layers are compressed: gzip, zstd or none.</summary>
    public string Compression { get; init; } = "gzip";

    /// <summary>The configuration as it is written.</summary>
    public byte[] Configuration => Bytes(new JsonObject
    {
        ["created"] = "2026-01-02T03:04:05.123456700Z",
        ["architecture"] = Architecture,
        ["os"] = "linux",
        ["config"] = Config.DeepClone(),
        ["rootfs"] = new JsonObject { ["type"] = "layers", ["diff_ids"] = Array(DiffIds) },
    });

    /// <summary>Its id.</summary>
    public string Id => Digest(Configuration);

    /// <summary>The digests of its layers, the lowest first.</summary>
    public IEnumerable<string> DiffIds => _layers.Select(Digest);

    /// <summary>An image of one file: <c>/hello</c>.</summary>
    public static SampleImage Small(string text = "hello\n") => new SampleImage().Add(Tar(File("hello", text)));

    /// <summary>Puts a layer on top.</summary>
    public SampleImage Add(byte[] layer)
    {
        _layers.Add(layer);
        return this;
    }

    /// <summary>Writes it as an OCI image layout.</summary>
    /// <param name="folder">The destination.</param>
    /// <param name="name">What the index calls it.</param>
    public string WriteLayout(string folder, string? name = null)
    {
        JsonObject manifest = WriteManifest(folder);
        if (name is not null) manifest["annotations"] = new JsonObject { ["org.opencontainers.image.ref.name"] = name };
        WriteIndex(folder, manifest);
        return folder;
    }

    /// <summary>Writes index.json over what there is.</summary>
    public static void WriteIndex(string folder, params JsonObject[] manifests)
    {
        System.IO.File.WriteAllText(Path.Combine(folder, "oci-layout"), """{"imageLayoutVersion":"1.0.0"}""");
        System.IO.File.WriteAllBytes(Path.Combine(folder, "index.json"), Index(manifests));
    }

    /// <summary>An index.</summary>
    public static byte[] Index(params JsonObject[] manifests) => Bytes(new JsonObject { ["schemaVersion"] = 2, ["manifests"] = new JsonArray([.. manifests.Select(manifest => (JsonNode)manifest.DeepClone())]) });

    /// <summary>Writes its blobs, and answers what an index says of it.</summary>
    public JsonObject WriteManifest(string folder)
    {
        string layerType = Compression == "none" ? "layer.v1.tar" : $"layer.v1.tar+{Compression}";
        JsonNode[] layers = [.. _layers.Select(layer => (JsonNode)WriteBlob(folder, Compressed(layer), layerType))];
        JsonObject config = WriteBlob(folder, Configuration, "config.v1+json");
        return WriteBlob(folder, Bytes(new JsonObject { ["schemaVersion"] = 2, ["config"] = config, ["layers"] = new JsonArray(layers) }), "manifest.v1+json");
    }

    /// <summary>Writes content by its digest, and answers its descriptor.</summary>
    public static JsonObject WriteBlob(string folder, byte[] content, string type = "index.v1+json")
    {
        string blobs = Directory.CreateDirectory(Path.Combine(folder, "blobs", "sha256")).FullName;
        System.IO.File.WriteAllBytes(Path.Combine(blobs, Digest(content)["sha256:".Length..]), content);
        return new JsonObject { ["mediaType"] = $"application/vnd.oci.image.{type}", ["digest"] = Digest(content), ["size"] = content.Length };
    }

    /// <summary>Writes it as <c>docker save</c> did before Docker 25: a directory a layer, and one that is twice is linked to.</summary>
    public void WriteDockerArchive(Stream stream, params string[] references)
    {
        using var writer = new TarWriter(stream, TarEntryFormat.Pax, leaveOpen: true);
        var written = new Dictionary<string, string>();
        List<string> names = [];
        foreach (byte[] layer in _layers)
        {
            string name = $"{names.Count}/layer.tar";
            if (written.TryGetValue(Digest(layer), out string? earlier)) writer.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, name) { LinkName = $"../{earlier}" });
            else writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(layer) });
            written.TryAdd(Digest(layer), name);
            names.Add(name);
        }
        string config = $"{Id["sha256:".Length..]}.json";
        writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, config) { DataStream = new MemoryStream(Configuration) });
        var image = new JsonObject { [nameof(Config)] = config, ["RepoTags"] = Array(references), ["Layers"] = Array(names) };
        writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "manifest.json") { DataStream = new MemoryStream(Bytes(new JsonArray(image))) });
    }

    /// <summary>The same in a file.</summary>
    public string WriteDockerArchive(string path, params string[] references)
    {
        using FileStream stream = System.IO.File.Create(path);
        WriteDockerArchive(stream, references);
        return path;
    }

    /// <summary>A tar archive.</summary>
    public static byte[] Tar(params TarEntry[] entries)
    {
        using var stream = new MemoryStream();
        using (var writer = new TarWriter(stream, TarEntryFormat.Pax, leaveOpen: true)) foreach (TarEntry entry in entries) writer.WriteEntry(entry);
        return stream.ToArray();
    }

    public static PaxTarEntry File(string name, string text)
    {
        PaxTarEntry entry = Entry(TarEntryType.RegularFile, name);
        entry.DataStream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text));
        return entry;
    }

    public static PaxTarEntry Folder(string name) => Entry(TarEntryType.Directory, name, 0b111_101_101);

    public static PaxTarEntry Link(string name, string target, TarEntryType kind = TarEntryType.SymbolicLink)
    {
        PaxTarEntry entry = Entry(kind, name);
        entry.LinkName = target;
        return entry;
    }

    // Of one time, so that what is made twice is the same.
    private static PaxTarEntry Entry(TarEntryType kind, string name, int mode = 0b110_100_100)
        => new(kind, name) { Mode = (UnixFileMode)mode, ModificationTime = DateTimeOffset.UnixEpoch.AddYears(50) };

    public static string Digest(byte[] content) => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(content))}";

    /// <summary>Compresses by the program or library of that name.</summary>
    public static byte[] Compress(byte[] content, string compression)
    {
        if (compression == "none") return content;
        string path = Path.GetTempFileName();
        System.IO.File.WriteAllBytes(path, content);
        try
        {
            Tool.Run(compression, ["-q", "-f", "-k", path]);
            string made = compression == "gzip" ? $"{path}.gz" : $"{path}.zst";
            byte[] compressed = System.IO.File.ReadAllBytes(made);
            System.IO.File.Delete(made);
            return compressed;
        }
        finally
        {
            System.IO.File.Delete(path);
        }
    }

    private byte[] Compressed(byte[] layer) => Compress(layer, Compression);

    private static byte[] Bytes(JsonNode node) => System.Text.Encoding.UTF8.GetBytes(node.ToJsonString());

    private static JsonArray Array(IEnumerable<string> texts) => [.. texts.Select(text => (JsonNode)text)];
}
