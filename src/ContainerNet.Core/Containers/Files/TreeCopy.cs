using System.Runtime.ExceptionServices;
using ContainerNet.Containers.Images.Archives;
using ContainerNet.Containers.Images.Layers;
using ContainerNet.Linux.Files;
using ContainerNet.Linux.Processes;
using ContainerNet.Linux.Syscalls;
using Microsoft.Win32.SafeHandles;

namespace ContainerNet.Containers.Files;

/// <summary>One side of a copy.</summary>
/// <param name="Root">The root of its paths.</param>
/// <param name="Owners">How its owners are numbered; null on this host, where copies belong to the user who makes them.</param>
/// <param name="What">What it is called in errors: <c>container 'web'</c>, <c>this host</c>.</param>
internal sealed record CopySide(FileDescriptor Root, OwnerShift? Owners, string What);

/// <summary>
/// Copies a file or a directory by the rules of <c>docker cp</c>: as a tar archive that one thread writes and another unpacks.
/// </summary>
internal sealed class TreeCopy : IDisposable
{
    private const int PipeBuffer = 64 * 1024;

    private readonly CopySide _from;
    private readonly CopySide _to;
    private readonly FilePlace _source;

    /// <param name="from">The side that is read.</param>
    /// <param name="path">The source.</param>
    /// <param name="followLink">Whether a link at the end of the source's path is followed.</param>
    /// <param name="to">The side that is written to.</param>
    /// <exception cref="ContainerNetException">There is no such source.</exception>
    public TreeCopy(CopySide from, string path, bool followLink, CopySide to)
    {
        (_from, _to) = (from, to);
        _source = Find(from, path, followLink);
        if (_source.Status is not null) return;
        _source.Dispose();
        throw ContainerNetException.NotFound("FileNotFound", path, $"There is no file or directory '{path}' in {from.What}.");
    }

    /// <summary>Told of each device that is left out.</summary>
    public Action<string>? LeftOut { get; init; }

    /// <summary>Told from time to time how many bytes have been copied.</summary>
    public Action<long>? Progress { get; init; }

    /// <summary>Copies.</summary>
    /// <param name="path">The destination: a directory that exists, which the source is copied into, or the new name of the source.</param>
    /// <param name="needsFolder">Whether the destination has to be a directory that exists, because several sources are copied there.</param>
    /// <param name="cancellation">Ends it. What was copied stays.</param>
    /// <exception cref="ContainerNetException">The source cannot be copied there.</exception>
    public void Run(string path, bool needsFolder, CancellationToken cancellation)
    {
        using FilePlace destination = Find(_to, path, followLink: true);
        (string folder, string name) = Target(destination, path, needsFolder);
        // Resolved once on this host: what is unpacked must not lead it elsewhere.
        using FileDescriptor? pinned = _to.Owners is null ? Libc.OpenInRoot(_to.Root, folder) ?? throw new SystemCallException("openat2", RawName.Text(folder), Libc.LastError) : null;
        var unpacker = new TreeUnpacker(pinned ?? _to.Root, pinned is null ? folder : "", $"'{RawName.Text(_source.Path)}' of {_from.What}") { Owners = _to.Owners, KeepsFiles = true, LeftOut = LeftOut };
        Pass(name, unpacker, cancellation);
    }

    public void Dispose() => _source.Dispose();

    // docker cp's table: the source is a file or a directory, and the destination is a directory, a file, or nothing yet.
    private (string Folder, string Name) Target(FilePlace destination, string path, bool needsFolder)
    {
        if (destination.IsFolder) return (destination.Path, _source.CopyName);
        if (needsFolder) throw ContainerNetException.NotFound("DirectoryNotFound", path, $"'{path}' is not an existing directory of {_to.What}. Several files can only be copied into a directory.");
        if (destination.Status is not null && _source.IsFolder)
            throw new ContainerNetException($"The directory '{RawName.Text(_source.Path)}' cannot be copied to '{path}' of {_to.What}: a file is there.", ErrorKind.AlreadyExists) { ErrorId = "FileKindDiffers", Subject = path };
        if (destination.Status is null && destination.IsFolderPath && !_source.IsFolder) throw ContainerNetException.NotFound("DirectoryNotFound", path, $"There is no directory '{path}' in {_to.What}.");
        return (destination.FolderPath, destination.Name);
    }

    private void Pass(string name, TreeUnpacker unpacker, CancellationToken cancellation)
    {
        using Pipe pipe = Pipe.Open();
        Task writing = Task.Factory.StartNew(() => Write(pipe.Writer, name, cancellation), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        ExceptionDispatchInfo? failure = Unpack(pipe.Reader, unpacker, cancellation);
        // The writer, which may wait for room in the pipe, fails then.
        pipe.Reader.Dispose();
        try
        {
            writing.GetAwaiter().GetResult();
        }
        catch (IOException)
        {
            // The reader has all that it wants, or has failed itself.
        }
        failure?.Throw();
    }

    private void Write(FileDescriptor pipe, string name, CancellationToken cancellation)
    {
        using (pipe)
        {
            using var stream = new FileStream(new SafeFileHandle(pipe.Number, ownsHandle: false), FileAccess.Write, PipeBuffer);
            var writer = new ArchiveWriter(stream);
            new TreeArchive(writer, _from.Owners ?? default, cancellation).Add(_source.Folder, _source.Name, name);
            writer.Finish();
        }
    }

    private ExceptionDispatchInfo? Unpack(FileDescriptor pipe, TreeUnpacker unpacker, CancellationToken cancellation)
    {
        try
        {
            using var stream = new FileStream(new SafeFileHandle(pipe.Number, ownsHandle: false), FileAccess.Read, PipeBuffer);
            using var counted = new CountingStream(stream, bytes => Progress?.Invoke(bytes));
            unpacker.Unpack(new ArchiveReader(counted, $"'{RawName.Text(_source.Path)}' of {_from.What}"), cancellation);
            return null;
        }
#pragma warning disable CA1031 // Thrown again, unless the cause is the writer's error.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return ExceptionDispatchInfo.Capture(e);
        }
    }

    private static FilePlace Find(CopySide side, string path, bool followLink)
    {
        try
        {
            return FilePlace.Find(side.Root, path, followLink);
        }
        catch (ContainerNetException e) when (e.ErrorId == "FileNotFound")
        {
            throw ContainerNetException.NotFound("FileNotFound", path, $"There is no '{path}' in {side.What}: the directory '{e.Subject}' does not exist.");
        }
    }
}
