using System.Collections.Immutable;
using ContainerNet.Containers.Images.Archives;
using ContainerNet.Plans;

namespace ContainerNet.Containers.Images;

/// <summary>
/// The files in a tar archive, each read from where it stands. A compressed archive is decompressed first: of several
/// files in it the one that tells what they are may be the last.
/// </summary>
internal sealed class ArchiveFiles : ImageFiles
{
    private const int MostLinks = 16;

    private readonly FileStream _archive;
    private readonly Dictionary<string, ArchiveEntry> _entries = [];
    private long _names;

    /// <param name="path">The archive.</param>
    /// <param name="temporaryFolder">Where it is decompressed to.</param>
    /// <param name="cancellation">Ends the decompression.</param>
    /// <exception cref="ContainerNetException">It cannot be read.</exception>
    public ArchiveFiles(string path, string temporaryFolder, CancellationToken cancellation) : base(path)
    {
        _archive = OpenDecompressed(path, temporaryFolder, cancellation);
        try
        {
            var reader = new ArchiveReader(_archive, path);
            while (reader.Next() is { } entry)
            {
                cancellation.ThrowIfCancellationRequested();
                Remember(entry);
            }
        }
        catch
        {
            _archive.Dispose();
            throw;
        }
    }

    public override Stream? TryOpen(string name) => Find(name) is { } entry ? new FileRange(_archive.SafeFileHandle, entry.DataOffset, entry.Size) : null;

    public override string CommandToRead(string name) => $"tar -xOf {Commands.Quote(Path)} {Commands.Quote(Find(name)?.Name ?? name)}";

    // The file that a name leads to.
    private ArchiveEntry? Find(string name)
    {
        string wanted = Normalize(name);
        for (int i = 0; i < MostLinks && _entries.TryGetValue(wanted, out ArchiveEntry? entry); i++)
        {
            switch (entry.Kind)
            {
                case ArchiveEntryKind.File: return entry;
                // Layers that are alike are written once, and linked to (docker save before Docker 25).
                case ArchiveEntryKind.SymbolicLink: wanted = Normalize($"{wanted}/../{entry.Target}"); break;
                case ArchiveEntryKind.HardLink: wanted = Normalize(entry.Target); break;
                default: return null;
            }
        }
        return null;
    }

    public override void Dispose()
    {
        _archive.Dispose();
        base.Dispose();
    }

    private void Remember(ArchiveEntry entry)
    {
        _names += entry.Name.Length + entry.Target.Length;
        if (_entries.Count >= ImageLimits.ArchiveEntries || _names > ImageLimits.RememberedNames)
            throw ImageDocumentReader.Bad(Path, $"it has more than {ImageLimits.ArchiveEntries} entries, or more than {ImageLimits.RememberedNames} bytes of names");
        _entries[Normalize(entry.Name)] = entry with { Attributes = ImmutableDictionary<string, string>.Empty };
    }

    private static FileStream OpenDecompressed(string path, string temporaryFolder, CancellationToken cancellation)
    {
        FileStream file = OpenRegular(path) ?? throw ImageDocumentReader.Bad(path, "it no longer exists");
        if (!IsCompressed(file, path)) return file;
        using var content = new BoundedStream(Decompression.Open(file, path), ImageLimits.Decompressed, path, cancellation);
        return Unnamed(content, temporaryFolder, path);
    }

    // The kernel has files that can be opened and not read, such as a namespace's.
    private static bool IsCompressed(FileStream file, string path)
    {
        try
        {
            return Decompression.IsCompressed(file);
        }
        catch (IOException e)
        {
            file.Dispose();
            throw ImageDocumentReader.Bad(path, $"it cannot be read: {e.Message}");
        }
    }

    // A file without a name disappears with this process, however that ends.
    private static FileStream Unnamed(Stream content, string folder, string what)
    {
        string path = System.IO.Path.Combine(folder, $"{Guid.NewGuid():n}.tar");
        var file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite);
        File.Delete(path);
        try
        {
            content.CopyTo(file);
            file.Position = 0;
            return file;
        }
        catch (InvalidDataException e)
        {
            file.Dispose();
            throw ImageDocumentReader.Bad(what, e.Message.TrimEnd('.'));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}
