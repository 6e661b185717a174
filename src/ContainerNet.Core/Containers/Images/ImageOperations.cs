using ContainerNet.Containers.Images.Archives;
using ContainerNet.Linux.Files;
using ContainerNet.Plans;
using ContainerNet.State;

namespace ContainerNet.Containers.Images;

/// <summary>What can be done with images.</summary>
public sealed class ImageOperations
{
    private static readonly TimeSpan _lookInterval = TimeSpan.FromMilliseconds(200);

    private readonly ImageStore _store;

    internal ImageOperations(ImageStore store) => _store = store;

    /// <summary>All images that are here, in the order they came.</summary>
    public IReadOnlyList<ContainerImage> List() => _store.List();

    /// <summary>Finds an image that is here.</summary>
    /// <param name="image">Its reference, its id, or the unique beginning of its id.</param>
    /// <returns>The image; null when there is none.</returns>
    /// <exception cref="ContainerNetException">Several ids begin so.</exception>
    public ContainerImage? Find(string image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return _store.Find(image);
    }

    /// <summary>Gets an image to run a container on: one that is here, one out of files, or else one pulled from its registry.</summary>
    /// <param name="image">A reference, an id, the path of an OCI image layout or of what <c>docker save</c> wrote (beginning with / or ./), <c>oci:PATH[:NAME]</c> or <c>docker-archive:PATH[:NAME]</c>.</param>
    /// <param name="progress">Told how far it is, by the calling thread.</param>
    /// <param name="cancellation">Cancels it; incomplete work is removed.</param>
    /// <exception cref="ContainerNetException">There is no such image, or it cannot be had.</exception>
    public ContainerImage Resolve(string image, Action<ImageProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        return ImageSource.TryParse(image) is { } source ? ImportOne(source, progress, cancellation) : _store.Find(image) ?? Pull(ReferenceOf(image), isFresh: false, progress, cancellation);
    }

    /// <summary>Pulls the image that a container is to run on, unless it is local or comes from files.</summary>
    /// <param name="image">What <see cref="Resolve"/> takes.</param>
    /// <param name="progress">Told how far it is, by the calling thread.</param>
    /// <param name="cancellation">Cancels it; incomplete work is removed.</param>
    /// <exception cref="ContainerNetException">There is no such image, or it cannot be had.</exception>
    public void Prepare(string image, Action<ImageProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (ImageSource.TryParse(image) is null) Resolve(image, progress, cancellation);
    }

    /// <summary>Pulls an image, also when its reference names a local image: the registry may have a newer one.</summary>
    /// <param name="reference">Its reference.</param>
    /// <param name="progress">Told how far it is, by the calling thread.</param>
    /// <param name="cancellation">Cancels it; incomplete work is removed.</param>
    /// <exception cref="ContainerNetException">It is no reference, or it cannot be pulled.</exception>
    public ContainerImage Pull(string reference, Action<ImageProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(reference);
        return Pull(ImageReference.Parse(reference), isFresh: true, progress, cancellation);
    }

    /// <summary>Takes in the images of files: all of what <c>docker save</c> wrote, or the one for this machine of an OCI image layout.</summary>
    /// <param name="path">The directory of a layout, or an archive; plain, or compressed by gzip or zstd.</param>
    /// <param name="name">A reference for it; may be null, and has to be where there are several images.</param>
    /// <param name="progress">Told how far it is, by the calling thread.</param>
    /// <param name="cancellation">Cancels it; incomplete work is removed.</param>
    /// <exception cref="ContainerNetException">They cannot be read.</exception>
    public IReadOnlyList<ContainerImage> Import(string path, string? name = null, Action<ImageProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        ImageReference? reference = name is null ? null : ImageReference.Parse(name);
        using StateLock.Holder held = _store.Begin();
        using TemporaryDirectory temporary = _store.NewTemporaryDirectory();
        using ImageFiles files = ImageSources.Open(path, temporary.Path, cancellation);
        IReadOnlyList<FoundImage> found = reference is null ? ImageSources.Find(files, null) : [ImageSources.FindOne(files, null)];
        return [.. found.Select(image => _store.Add(image, reference is null ? image.References : [reference], progress, cancellation))];
    }

    /// <summary>Plans an import: what it takes in, and where that goes. It reads the files, and changes nothing.</summary>
    /// <inheritdoc cref="Import"/>
    public ImagePlan PlanImport(string path, string? name = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        return new ImagePlan($"Import {path}", () => DescribeImport(path, name is null ? null : ImageReference.Parse(name), cancellation));
    }

    /// <summary>Plans an import of a root file system. It reads the archive, and changes nothing.</summary>
    /// <inheritdoc cref="ImportRootFileSystem"/>
    public ImagePlan PlanImportRootFileSystem(string path, string? name = null, IReadOnlyList<string>? changes = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        return new ImagePlan($"Import {path}", () => ImageCommands.ImportRootFileSystem(path, RootFileSystemImage.Of(path, changes ?? [], cancellation), name is null ? [] : [ImageReference.Parse(name)], _store));
    }

    /// <summary>Plans a pull. The registry is not asked.</summary>
    /// <inheritdoc cref="Pull(string, Action{ImageProgress}, CancellationToken)"/>
    public ImagePlan PlanPull(string reference)
    {
        ArgumentNullException.ThrowIfNull(reference);
        return new ImagePlan($"Pull {reference}", () => ImageCommands.Pull(ImageReference.Parse(reference), _store));
    }

    /// <summary>Plans to get an image that is not here.</summary>
    /// <inheritdoc cref="Resolve"/>
    public ImagePlan PlanFor(string image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return ImageSource.TryParse(image) is { } source
            ? new ImagePlan($"Import {image}", () => DescribeImport(source.Path, source.Name is null ? null : ImageReference.Parse(source.Name), CancellationToken.None))
            : new ImagePlan($"Pull {image}", () => ImageCommands.Pull(ReferenceOf(image), _store));
    }

    /// <summary>Plans a removal.</summary>
    /// <inheritdoc cref="Remove"/>
    public ImagePlan PlanRemove(string image, IReadOnlySet<string> inUse, bool force = false)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(inUse);
        return new ImagePlan($"Remove image '{image}'", () => _store.DescribeRemove(image, inUse, force));
    }

    /// <summary>Writes images into one archive that <c>docker load</c> and readers of OCI image layouts take. A file of that name is replaced when all is written.</summary>
    /// <param name="images">References, ids, or unique beginnings of ids. An image that is named by its id has all its references.</param>
    /// <param name="path">The file.</param>
    /// <param name="cancellation">Ends it; nothing is left then.</param>
    /// <exception cref="ContainerNetException">There is no such image, or the file cannot be written.</exception>
    public void Export(IReadOnlyList<string> images, string path, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(path);
        using StateLock.Holder held = _store.Begin();
        using TemporaryDirectory temporary = _store.NewTemporaryDirectory();
        (ContainerImage Image, IEnumerable<ImageReference> References)[] wanted = [.. images.Select(Wanted)];
        NewFile.Write(path, stream =>
        {
            var export = new ImageExport(new ArchiveWriter(stream), temporary.Path, cancellation);
            foreach (var group in wanted.GroupBy(each => each.Image.Id))
                export.Add(group.First().Image, _store.ReadConfigurationOf(group.Key), [.. group.SelectMany(each => each.References).Distinct()]);
            export.Finish();
        });
    }

    private (ContainerImage, IEnumerable<ImageReference>) Wanted(string name)
    {
        ContainerImage image = _store.Find(name) ?? throw ImageStore.NotFound(name);
        ImageReference[] all = [.. image.References.Select(ImageReference.Parse)];
        return (image, ImageReference.TryParse(name) is { } reference && all.Contains(reference) ? [reference] : all);
    }

    /// <summary>Makes an image of the root file system in a tar archive, as <c>docker import</c> does.</summary>
    /// <param name="path">The archive; plain, or compressed by gzip or zstd.</param>
    /// <param name="name">A reference for it; may be null.</param>
    /// <param name="changes">Instructions of a Dockerfile that describe its configuration.</param>
    /// <param name="progress">Told how far it is, by the calling thread.</param>
    /// <param name="cancellation">Cancels it; incomplete work is removed.</param>
    /// <exception cref="ContainerNetException">The archive cannot be read, or an instruction is not acceptable.</exception>
    public ContainerImage ImportRootFileSystem(string path, string? name = null, IReadOnlyList<string>? changes = null, Action<ImageProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        ImageReference[] references = name is null ? [] : [ImageReference.Parse(name)];
        FoundImage found = RootFileSystemImage.Of(path, changes ?? [], cancellation);
        using StateLock.Holder held = _store.Begin();
        return _store.Add(found, references, progress, cancellation);
    }

    /// <summary>Makes an image of another and one more layer. What a reference led to before it leaves to the new one.</summary>
    internal ContainerImage Commit(ImageCommit commit, string? reference, CancellationToken cancellation)
    {
        ImageReference[] references = reference is null ? [] : [ImageReference.Parse(reference)];
        using StateLock.Holder held = _store.Begin();
        using TemporaryDirectory temporary = _store.NewTemporaryDirectory();
        FoundImage made = commit.Make(_store.ReadConfigurationOf(commit.BaseId), Path.Combine(temporary.Path, "layer.tar"), $"Image {commit.BaseId}");
        return _store.Add(made, references, progress: null, cancellation);
    }

    /// <summary>Removes a reference of an image, or with the last of them the image and those of its layers that no other has.</summary>
    /// <param name="image">A reference, an id, or the unique beginning of an id.</param>
    /// <param name="inUse">The ids of images that containers are on; these stay.</param>
    /// <param name="force">Whether an image given by its id is removed even if it has several references.</param>
    /// <exception cref="ContainerNetException">There is no such image, or it is in use.</exception>
    public void Remove(string image, IReadOnlySet<string> inUse, bool force = false)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(inUse);
        using StateLock.Holder held = _store.Begin();
        _store.Remove(image, inUse, force);
    }

    /// <summary>The same image with an absolute path, if it is given by a path: only the caller knows what the path is relative to.</summary>
    public static string WithFullPath(string image, Func<string, string> toFullPath)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(toFullPath);
        return ImageSource.TryParse(image) is { } source ? (source with { Path = toFullPath(source.Path) }).ToString() : image;
    }

    // A compressed archive is decompressed beside the store, which need not exist yet.
    private string[] DescribeImport(string path, ImageReference? reference, CancellationToken cancellation)
    {
        using var temporary = new TemporaryDirectory(Path.GetTempPath());
        using ImageFiles files = ImageSources.Open(path, temporary.Path, cancellation);
        IReadOnlyList<FoundImage> found = reference is null ? ImageSources.Find(files, null) : [ImageSources.FindOne(files, null)];
        return [.. found.SelectMany(image => ImageCommands.Import(files, image, reference is null ? image.References : [reference], _store)).Distinct()];
    }

    private ContainerImage ImportOne(ImageSource source, Action<ImageProgress>? progress, CancellationToken cancellation)
    {
        using StateLock.Holder held = _store.Begin();
        using TemporaryDirectory temporary = _store.NewTemporaryDirectory();
        using ImageFiles files = ImageSources.Open(source.Path, temporary.Path, cancellation);
        FoundImage found = ImageSources.FindOne(files, source.Name);
        return _store.Add(found, found.References, progress, cancellation);
    }

    private ContainerImage Pull(ImageReference reference, bool isFresh, Action<ImageProgress>? progress, CancellationToken cancellation)
    {
        using StateLock.Holder held = _store.Begin();
        // Another process may have pulled it while this one waited.
        if (!isFresh && _store.Find(reference.ToString()) is { } here) return here;
        using TemporaryDirectory layout = _store.NewTemporaryDirectory();
        Fetch(reference, layout.Path, progress, cancellation);
        using var files = new FilesOfDirectory(layout.Path);
        return _store.Add(OciLayout.Find(files), [reference], progress, cancellation);
    }

    // skopeo says which parts it copies and not how far it is, so what has arrived is measured meanwhile.
    private static void Fetch(ImageReference reference, string folder, Action<ImageProgress>? progress, CancellationToken cancellation)
    {
        var started = new ImageProgress { Image = reference.Familiar, Activity = "pulling" };
        progress?.Invoke(started);
        Task copying = Task.Factory.StartNew(() => ImagePull.Copy(reference, folder, progress: null, cancellation), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        while (!((IAsyncResult)copying).AsyncWaitHandle.WaitOne(_lookInterval)) progress?.Invoke(started with { Bytes = SizeOf(folder) });
        copying.GetAwaiter().GetResult();
    }

    // Files appear, disappear and are renamed during the count.
    private static long SizeOf(string folder)
    {
        try
        {
            return new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    // What looks like an id is no name: nothing is pulled by an id.
    private static ImageReference ReferenceOf(string image)
    {
        bool isId = image.StartsWith("sha256:", StringComparison.Ordinal) || image.Length == 64 && ImageDigest.IsHex(image);
        return isId ? throw ImageStore.NotFound(image) : ImageReference.Parse(image);
    }
}

/// <summary>The host's images.</summary>
internal static class ImageService
{
    extension(HostContext host)
    {
        /// <summary>The host's images.</summary>
        public ImageOperations Images => host.Get<ImageOperations>();
    }
}
