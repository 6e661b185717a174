using ContainerNet.Containers.Files;
using ContainerNet.Containers.Images;
using ContainerNet.Containers.Images.Archives;
using ContainerNet.Containers.Images.Layers;
using ContainerNet.Containers.Records;
using ContainerNet.Linux.Files;
using ContainerNet.Linux.Syscalls;

namespace ContainerNet.Containers;

// A container's files, whether it runs or not.
public sealed partial class ContainerOperations
{
    /// <summary>Copies a file or a directory into a container, or out of it.</summary>
    /// <param name="source">What is copied; absolute on this host.</param>
    /// <param name="destination">A directory that exists, or the new name; absolute on this host.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellation">Ends it. What was copied stays.</param>
    /// <exception cref="ContainerNetException">Not exactly one of the two is in a container, or it cannot be copied.</exception>
    public void Copy(ContainerPath source, ContainerPath destination, ContainerCopyOptions? options = null, CancellationToken cancellation = default)
    {
        ContainerPath.RequireOneSide(source, destination);
        if (source.Container is { } from) CopyFrom(from, source.Path, destination.Path, options, cancellation);
        else CopyTo(source.Path, destination.Container!, destination.Path, options, cancellation);
    }

    /// <summary>Copies a file or a directory of this host into a container, by the rules of <c>docker cp</c>. Numbers of owners and modes stay.</summary>
    /// <param name="source">An absolute path; one that ends with <c>/.</c> means what is in the directory.</param>
    /// <param name="nameOrId">The container.</param>
    /// <param name="destination">A path in it: a directory that exists, or the new name.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellation">Ends it. What was copied stays.</param>
    /// <exception cref="ContainerNetException">There is no such container or file, or it cannot be copied there.</exception>
    public void CopyTo(string source, string nameOrId, string destination, ContainerCopyOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= new ContainerCopyOptions();
        using ContainerLock held = OpenFiles(nameOrId, out ContainerFileSystem files, cancellation);
        using (files)
        {
            RequireKept(files);
            using FileDescriptor root = FileDescriptor.Open("/", OpenFlags.Path);
            using var copy = new TreeCopy(OnHost(root), source, options.FollowLink, InContainer(files)) { Progress = options.Progress };
            copy.Run(destination, options.NeedsDirectory, cancellation);
        }
    }

    /// <summary>Copies a file or a directory of a container to this host, by the rules of <c>docker cp</c>. The copies belong to the user who copies, without set-user-ID and set-group-ID; devices are left out.</summary>
    /// <param name="nameOrId">The container.</param>
    /// <param name="source">A path in it; one that ends with <c>/.</c> means what is in the directory.</param>
    /// <param name="destination">An absolute path: a directory that exists, or the new name.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellation">Ends it. What was copied stays.</param>
    /// <exception cref="ContainerNetException">There is no such container or file, or it cannot be copied there.</exception>
    public void CopyFrom(string nameOrId, string source, string destination, ContainerCopyOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= new ContainerCopyOptions();
        using ContainerLock held = OpenFiles(nameOrId, out ContainerFileSystem files, cancellation);
        using (files)
        {
            using FileDescriptor root = FileDescriptor.Open("/", OpenFlags.Path);
            using var copy = new TreeCopy(InContainer(files), source, options.FollowLink, OnHost(root)) { Progress = options.Progress, LeftOut = options.LeftOut };
            copy.Run(destination, options.NeedsDirectory, cancellation);
        }
    }

    /// <summary>Writes a file or a directory of a container as a tar archive, whose top is the last part of the path.</summary>
    /// <param name="nameOrId">The container.</param>
    /// <param name="path">A path in it; one that ends with <c>/.</c> means what is in the directory.</param>
    /// <param name="archive">Where to; it stays open.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="ContainerNetException">There is no such container or file.</exception>
    public void ReadArchive(string nameOrId, string path, Stream archive, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(archive);
        using ContainerLock held = OpenFiles(nameOrId, out ContainerFileSystem files, cancellation);
        using (files)
        {
            using FilePlace place = FilePlace.Find(files.Root, path, followLink: false);
            if (place.Status is null) throw NoSuchFile(path, files);
            var writer = new ArchiveWriter(archive);
            new TreeArchive(writer, files.Owners, cancellation).Add(place.Folder, place.Name, place.CopyName);
            writer.Finish();
        }
    }

    /// <summary>What a file of a container is; a link at the path's end is not followed.</summary>
    /// <param name="nameOrId">The container.</param>
    /// <param name="path">A path in it.</param>
    /// <param name="cancellation">Ends the wait for another process that works on the container.</param>
    /// <exception cref="ContainerNetException">There is no such container or file.</exception>
    internal ContainerFileStatus StatusOf(string nameOrId, string path, CancellationToken cancellation = default)
    {
        using ContainerLock held = OpenFiles(nameOrId, out ContainerFileSystem files, cancellation);
        using (files)
        {
            using FilePlace place = FilePlace.Find(files.Root, path, followLink: false);
            EntryStatus status = place.Status ?? throw NoSuchFile(path, files);
            string target = status.IsLink ? SymbolicLink.TargetOf(place.Folder, place.Name) ?? "" : "";
            return new ContainerFileStatus(RawName.Text(place.CopyName), status, RawName.Text(target));
        }
    }

    /// <summary>Unpacks a tar archive, plain or compressed by gzip or zstd, into a directory of a container.</summary>
    /// <param name="nameOrId">The container.</param>
    /// <param name="path">The directory.</param>
    /// <param name="archive">The archive.</param>
    /// <param name="keepsFiles">Whether a file is an error where the archive has a directory.</param>
    /// <param name="cancellation">Ends it. What was unpacked stays.</param>
    /// <exception cref="ContainerNetException">There is no such container or directory, or the archive cannot be read.</exception>
    public void WriteArchive(string nameOrId, string path, Stream archive, bool keepsFiles = false, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(archive);
        const string What = "The archive";
        using ContainerLock held = OpenFiles(nameOrId, out ContainerFileSystem files, cancellation);
        using (files)
        {
            RequireKept(files);
            using FilePlace place = FilePlace.Find(files.Root, path, followLink: true);
            if (place.Status is null) throw NoSuchFile(path, files);
            if (!place.IsFolder) throw ContainerNetException.Invalid("NotADirectory", path, $"'{path}' of container '{files.Container.Name}' is not a directory.");
            using Stream content = Decompression.Open(archive, What);
            new TreeUnpacker(files.Root, place.Path, What) { Owners = files.Owners, KeepsFiles = keepsFiles }.Unpack(new ArchiveReader(content, What), cancellation);
        }
    }

    /// <summary>Lists what a container has changed in its root file system, as <c>docker diff</c> does. Volumes are no part of it.</summary>
    /// <exception cref="ContainerNetException">There is no such container.</exception>
    public IReadOnlyList<ContainerChange> ListChanges(string nameOrId, CancellationToken cancellation = default)
    {
        using ContainerLock held = LockWhole(nameOrId, cancellation, out ContainerRecord container);
        using ContainerLayers layers = ContainerLayers.Open(_host, _store.DirectoryOf(container.Id), container);
        return new ContainerChanges(layers, cancellation).List();
    }

    /// <summary>Writes the whole root file system of a container as a tar archive, as <c>docker export</c> does. Volumes are no part of it.</summary>
    /// <param name="nameOrId">The container.</param>
    /// <param name="archive">Where to; it stays open.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="ContainerNetException">There is no such container.</exception>
    public void Export(string nameOrId, Stream archive, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(archive);
        using ContainerLock held = LockWhole(nameOrId, cancellation, out ContainerRecord container);
        using ContainerFileSystem files = ContainerFileSystem.OpenAlone(_host, _store.DirectoryOf(container.Id), container);
        var writer = new ArchiveWriter(archive);
        new TreeArchive(writer, files.Owners, cancellation).AddContent(files.Root);
        writer.Finish();
    }

    /// <summary>Does the same into a file. A file of that name is replaced when all is written.</summary>
    /// <param name="nameOrId">The container.</param>
    /// <param name="path">The file.</param>
    /// <param name="cancellation">Ends it; nothing is left then.</param>
    /// <exception cref="ContainerNetException">There is no such container, or the file cannot be written.</exception>
    public void Export(string nameOrId, string path, CancellationToken cancellation = default)
        => NewFile.Write(path, stream => Export(nameOrId, stream, cancellation));

    /// <summary>Makes an image of a container: of its own image, its changes, and its configuration. Volumes are no part of it. One that runs goes on; files that it writes meanwhile may be incomplete in the image.</summary>
    /// <exception cref="ContainerNetException">There is no such container, it is not on an image, or an option is not acceptable.</exception>
    public ContainerImage Commit(string nameOrId, ContainerCommitOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= new ContainerCommitOptions();
        using ContainerLock held = LockWhole(nameOrId, cancellation, out ContainerRecord container);
        if (container.ImageId is not { } image)
            throw new ContainerNetException($"No image can be made of container '{container.Name}': it is on the directory {container.Options.RootFileSystem} and not on an image.", ErrorKind.Unsupported) { ErrorId = "ContainerWithoutImage", Subject = container.Name };
        // Checked before anything is written.
        CommittedConfig.Apply([], container, options.Changes);
        using ContainerLayers layers = ContainerLayers.Open(_host, _store.DirectoryOf(container.Id), container);
        void Write(ArchiveWriter writer)
        {
            if (layers.Upper is { } upper) new LayerArchive(writer, layers.Owners, layers.IsLaid, cancellation).AddContent(upper);
        }
        return _host.Images.Commit(new ImageCommit(image, Write, config => CommittedConfig.Apply(config, container, options.Changes))
        {
            CreatedBy = string.Join(' ', container.Program.Arguments),
            Author = options.Author,
            Message = options.Message,
        }, options.Reference, cancellation);
    }

    private ContainerLock OpenFiles(string nameOrId, out ContainerFileSystem files, CancellationToken cancellation)
    {
        ContainerLock held = LockWhole(nameOrId, cancellation, out ContainerRecord container);
        try
        {
            files = ContainerFileSystem.Open(_host, _store.DirectoryOf(container.Id), container);
            return held;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    // -RootFileSystem / is the only one: its changes cannot be kept within a layer.
    private static void RequireKept(ContainerFileSystem files)
    {
        if (files.IsForgotten)
            throw new ContainerNetException($"Nothing can be copied into container '{files.Container.Name}' while it does not run: what it changes is in memory, because its directory lies in its own root file system.", ErrorKind.Unsupported) { ErrorId = "ContainerChangesNotKept", Subject = files.Container.Name };
    }

    private static CopySide OnHost(FileDescriptor root) => new(root, null, "this host");

    private static CopySide InContainer(ContainerFileSystem files) => new(files.Root, files.Owners, $"container '{files.Container.Name}'");

    private static ContainerNetException NoSuchFile(string path, ContainerFileSystem files)
        => ContainerNetException.NotFound("FileNotFound", path, $"There is no file or directory '{path}' in container '{files.Container.Name}'.");
}
