using ContainerNet.Containers.Images.Archives;
using ContainerNet.Linux.Files;
using ContainerNet.Linux.Syscalls;
using ContainerNet.State;

namespace ContainerNet.Containers.Images;

/// <summary>
/// Where images are kept: images.json says which there are, configs/ has their configurations, and layers/ each layer
/// unpacked once by its chain id: the same layer above others may get other directories' owners from below. What images.json does not know is left from something that was interrupted, and goes with the next
/// change. It has a lock of its own: networks do not wait for an image.
/// </summary>
internal sealed class ImageStore(string folder) : IDisposable
{
    private readonly StateLock _lock = new(folder);
    private readonly JsonFile<ImageFile> _file = new(Path.Combine(folder, "images.json"), static () => ImageJson.Default.ImageFile);

    /// <summary>The directory of all layers.</summary>
    public string LayersFolder => Path.Combine(folder, "layers");

    private string ConfigsFolder => Path.Combine(folder, "configs");

    private string TemporaryFolders => Path.Combine(folder, "temporary");

    /// <summary>All images, in the order they came.</summary>
    public IReadOnlyList<ContainerImage> List()
    {
        ImageFile file = _file.Read();
        return [.. file.Images.Select(record => ToImage(file, record))];
    }

    /// <summary>Finds an image by its reference, its id, or the unique beginning of its id.</summary>
    /// <returns>The image; null when there is none.</returns>
    /// <exception cref="ContainerNetException">Several ids begin so.</exception>
    public ContainerImage? Find(string text)
    {
        ImageFile file = _file.Read();
        return FindRecord(file, text) is { } record ? ToImage(file, record) : null;
    }

    /// <summary>Closes the lock's file.</summary>
    public void Dispose() => _lock.Dispose();

    /// <summary>Takes the lock for a change, and clears away what an interrupted one left.</summary>
    public StateLock.Holder Begin()
    {
        if (Capabilities.Missing(Capability.SysAdmin) is { } missing) throw missing;
        StateLock.Holder held = _lock.Take();
        try
        {
            Sweep();
            return held;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>A new temporary directory for a change.</summary>
    public TemporaryDirectory NewTemporaryDirectory() => new(TemporaryFolders);

    /// <summary>Adds an image, with those of its layers that are not here yet. What a reference led to before it leaves to the new one.</summary>
    public ContainerImage Add(FoundImage found, IReadOnlyList<ImageReference> references, Action<ImageProgress>? progress, CancellationToken cancellation)
    {
        ImageFile file = _file.Read();
        List<LayerRecord> layers = [.. file.Layers.Where(layer => Directory.Exists(LayerDirectory(ImageDigest.Parse(layer.ChainId, folder))))];
        HashSet<string> known = [.. layers.Select(layer => layer.ChainId)];
        string what = references.Count > 0 ? references[0].Familiar : found.Id.ToString();
        IReadOnlyList<ImageDigest> chain = ImageDigest.Chain([.. found.Layers.Select(layer => layer.DiffId)]);
        string[] folders = [.. chain.Select(LayerDirectory)];
        for (int i = 0; i < folders.Length; i++)
        {
            string chainId = chain[i].ToString();
            if (!known.Add(chainId)) continue;
            var started = new ImageProgress { Image = what, Activity = $"Unpacking layer {i + 1} of {folders.Length}" };
            progress?.Invoke(started);
            layers.Add(new LayerRecord(chainId, Unpack(Counted(found.Layers[i], started, i * 100 / folders.Length, 100 / folders.Length, progress), folders[i], folders[..i], $"Layer {i + 1} of {what}", cancellation)));
        }
        WriteConfiguration(found);
        ImageFile changed = With(file with { Layers = layers }, found.Id.ToString(), [.. references.Select(reference => reference.ToString())]);
        _file.Write(changed);
        return ToImage(changed, changed.Images.Single(image => image.Id == found.Id.ToString()));
    }

    /// <summary>The configuration of an image as it is written.</summary>
    /// <exception cref="ContainerNetException">There is no such image.</exception>
    public byte[] ReadConfigurationOf(string id) => _file.Read().Images.Any(image => image.Id == id) ? ReadConfiguration(ConfigPath(id)) : throw NotFound(id);

    /// <summary>Takes a reference from an image, or with the last of them the image.</summary>
    /// <param name="text">A reference, an id, or the unique beginning of an id.</param>
    /// <param name="inUse">The ids of images that containers are on.</param>
    /// <param name="force">Whether an image given by its id is removed even if it has several references.</param>
    /// <exception cref="ContainerNetException">There is no such image, or it is in use.</exception>
    public void Remove(string text, IReadOnlySet<string> inUse, bool force)
    {
        ImageFile file = _file.Read();
        ImageRecord record = FindRecord(file, text) ?? throw NotFound(text);
        if (OneOfSeveral(record, text) is { } reference)
        {
            ImageRecord rest = record with { References = [.. record.References.Where(other => other != reference)] };
            _file.Write(file with { Images = [.. file.Images.Select(image => image == record ? rest : image)] });
            return;
        }
        RequireRemovable(record, text, inUse, force);
        _file.Write(file with { Images = [.. file.Images.Where(image => image != record)] });
        Sweep();
    }

    /// <summary>The commands that <see cref="Remove"/> equals.</summary>
    /// <inheritdoc cref="Remove"/>
    public IEnumerable<string> DescribeRemove(string text, IReadOnlySet<string> inUse, bool force)
    {
        ImageFile file = _file.Read();
        ImageRecord record = FindRecord(file, text) ?? throw NotFound(text);
        if (OneOfSeveral(record, text) is { } reference) return [ImageCommands.Forget(ImageReference.Parse(reference).Familiar, record.Id)];
        RequireRemovable(record, text, inUse, force);
        HashSet<string> others = [.. file.Images.Where(image => image != record).SelectMany(image => ToImage(file, image).LayerFolders)];
        return ImageCommands.Remove(Familiar(record), record.Id, ToImage(file, record).LayerFolders.Where(layer => !others.Contains(layer)), ConfigPath(record.Id));
    }

    /// <summary>The directory of a layer, by the digest of it and all below it.</summary>
    public string LayerDirectory(ImageDigest chainId) => Path.Combine(LayersFolder, chainId.Hex);

    /// <summary>The file of an image's configuration.</summary>
    public string ConfigPath(string id) => Path.Combine(ConfigsFolder, $"{ImageDigest.Parse(id, folder).Hex}.json");

    /// <summary>The error for an image that is not here.</summary>
    public static ContainerNetException NotFound(string text) => ContainerNetException.NotFound("ImageNotFound", text, $"There is no image '{text}'.");

    // The layer's part of the whole is as large as any other's: how large the others are is only known where they are.
    private static FoundLayer Counted(FoundLayer layer, ImageProgress started, int percent, int share, Action<ImageProgress>? progress) => progress is null ? layer : layer with
    {
        Open = () =>
        {
            Stream packed = layer.Open();
            long? total = packed.CanSeek || packed is FileRange ? packed.Length : null;
            return new CountingStream(packed, bytes => progress(started with { Bytes = bytes, TotalBytes = total, Percent = percent + (int)(share * bytes / Math.Max(1, total ?? long.MaxValue)) }));
        },
    };

    private long Unpack(FoundLayer layer, string target, IReadOnlyList<string> below, string what, CancellationToken cancellation)
    {
        using TemporaryDirectory temporary = NewTemporaryDirectory();
        // The root of a layer without an owner of its own; the directories above keep other users out.
        File.SetUnixFileMode(temporary.Path, (UnixFileMode)0b111_101_101);
        long size = LayerContent.Unpack(layer, temporary.Path, below, what, cancellation);
        PrivateDirectory.Ensure(LayersFolder);
        Directory.Move(temporary.Path, target);
        return size;
    }

    private void WriteConfiguration(FoundImage found)
    {
        PrivateDirectory.Ensure(ConfigsFolder);
        string path = ConfigPath(found.Id.ToString());
        File.WriteAllBytes($"{path}.new", found.Configuration);
        File.Move($"{path}.new", path, overwrite: true);
    }

    private static ImageFile With(ImageFile file, string id, List<string> references)
    {
        List<string> own = [.. file.Images.FirstOrDefault(image => image.Id == id)?.References ?? []];
        ImageRecord changed = new(id, [.. own.Union(references)]);
        IEnumerable<ImageRecord> others = file.Images.Where(image => image.Id != id).Select(image => image with { References = [.. image.References.Except(references)] });
        return file with { Images = [.. others, changed] };
    }

    private ContainerImage ToImage(ImageFile file, ImageRecord record)
    {
        string path = ConfigPath(record.Id);
        OciImageDocument document = ImageDocumentReader.Parse(ReadConfiguration(path), ImageJson.Default.OciImageDocument, path);
        IReadOnlyList<ImageDigest> diffIds = ImageDocumentReader.DiffIds(document, path), chain = ImageDigest.Chain(diffIds);
        HashSet<string> chainIds = [.. chain.Select(id => id.ToString())];
        return new ContainerImage
        {
            Id = record.Id,
            References = Familiar(record),
            Size = file.Layers.Where(layer => chainIds.Contains(layer.ChainId)).Sum(layer => layer.Size),
            Created = ImageDocumentReader.Created(document),
            Architecture = document.Architecture ?? "",
            Config = ImageDocumentReader.Config(document),
            LayerFolders = [.. chain.Select(LayerDirectory)],
            DiffIds = [.. diffIds.Select(id => id.ToString())],
        };
    }

    private static byte[] ReadConfiguration(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ContainerNetException($"{path} cannot be read: {e.Message}", ErrorKind.Other, innerException: e) { ErrorId = "StateUnreadable", Subject = path };
        }
    }

    private static ImageRecord? FindRecord(ImageFile file, string text)
    {
        if (file.Images.FirstOrDefault(image => ReferenceTo(image, text) is not null) is { } referred) return referred;
        string hex = text.StartsWith("sha256:", StringComparison.Ordinal) ? text["sha256:".Length..] : text;
        if (hex.Length == 0 || !ImageDigest.IsHex(hex)) return null;
        ImageRecord[] begun = [.. file.Images.Where(image => image.Id.StartsWith($"sha256:{hex}", StringComparison.Ordinal))];
        return begun.Length < 2 ? begun.FirstOrDefault() : throw ContainerNetException.Invalid("ImageAmbiguous", text, $"'{text}' is ambiguous. The ids of {begun.Length} images begin with it.");
    }

    private static string? ReferenceTo(ImageRecord image, string text)
        => ImageReference.TryParse(text)?.ToString() is { } wanted ? image.References.FirstOrDefault(reference => reference == wanted) : null;

    private static List<string> Familiar(ImageRecord record) => [.. record.References.Select(reference => ImageReference.Parse(reference).Familiar)];

    // The reference that a text is, of an image that keeps others.
    private static string? OneOfSeveral(ImageRecord record, string text) => record.References.Count > 1 ? ReferenceTo(record, text) : null;

    private static void RequireRemovable(ImageRecord record, string text, IReadOnlySet<string> inUse, bool force)
    {
        if (inUse.Contains(record.Id)) throw ContainerNetException.InUse("ImageInUse", text, $"Image '{text}' is in use by containers. Remove the containers first.");
        if (record.References.Count > 1 && !force) throw ContainerNetException.InUse("ImageHasReferences", text, $"Image '{text}' has several references: {string.Join(", ", Familiar(record))}. Remove them by name, or use -Force.");
    }

    private void Sweep()
    {
        ImageFile file = _file.Read();
        HashSet<string> used = [.. file.Images.SelectMany(image => ToImage(file, image).LayerFolders)];
        ImageFile kept = file with { Layers = [.. file.Layers.Where(layer => used.Contains(LayerDirectory(ImageDigest.Parse(layer.ChainId, folder))))] };
        if (kept.Layers.Count != file.Layers.Count) _file.Write(kept);
        RemoveOthers(TemporaryFolders, []);
        RemoveOthers(LayersFolder, used);
        RemoveOthers(ConfigsFolder, [.. file.Images.Select(image => ConfigPath(image.Id))]);
    }

    private static void RemoveOthers(string parent, HashSet<string> used)
    {
        if (!Directory.Exists(parent)) return;
        foreach (string path in Directory.EnumerateFileSystemEntries(parent)) if (!used.Contains(path)) DirectoryTree.Remove(path);
    }
}
