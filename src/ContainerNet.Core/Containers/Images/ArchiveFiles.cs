namespace ContainerNet.Containers;

/// <summary>
/// The files in a tar archive, each read from where it stands. A compressed archive is decompressed first: of several
/// files in it the one that tells what they are may be the last.
/// </summary>
internal sealed class ArchiveFiles : ImageFiles
{
    private const int MostLinks = 16;

    private readonly FileStream _archive;
    private readonly Dictionary<string, ArchiveEntry> _entries = [];

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
            while (reader.Next() is { } entry) _entries[Normalize(entry.Name)] = entry;
        }
        catch
        {
            _archive.Dispose();
            throw;
        }
    }

    public override Stream? TryOpen(string name)
    {
        string wanted = Normalize(name);
        for (int i = 0; i < MostLinks && _entries.TryGetValue(wanted, out ArchiveEntry? entry); i++)
        {
            switch (entry.Kind)
            {
                case ArchiveEntryKind.File: return new FileRange(_archive.SafeFileHandle, entry.DataOffset, entry.Size);
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

    private static FileStream OpenDecompressed(string path, string temporaryFolder, CancellationToken cancellation)
    {
        FileStream file = OpenFile(path);
        if (!Decompression.IsCompressed(file)) return file;
        using Stream content = Decompression.Open(file, path);
        return Unnamed(content, temporaryFolder, path, cancellation);
    }

    // A file without a name goes with this process, however that ends.
    private static FileStream Unnamed(Stream content, string folder, string what, CancellationToken cancellation)
    {
        string path = System.IO.Path.Combine(folder, $"{Guid.NewGuid():n}.tar");
        var file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite);
        File.Delete(path);
        try
        {
            byte[] buffer = new byte[128 * 1024];
            while (content.Read(buffer) is > 0 and var count)
            {
                cancellation.ThrowIfCancellationRequested();
                file.Write(buffer, 0, count);
            }
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

    private static FileStream OpenFile(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new ContainerNetException(e.Message, ErrorKind.Permission, Interop.Errno.EACCES, e) { ErrorId = "ImageNotReadable", Subject = path };
        }
    }

    // Names are keys here, and lead nowhere.
    private static string Normalize(string name)
    {
        List<string> parts = [];
        foreach (string part in name.Split('/'))
        {
            if (part == ".." && parts.Count > 0) parts.RemoveAt(parts.Count - 1);
            else if (part is not ("" or "." or "..")) parts.Add(part);
        }
        return string.Join('/', parts);
    }
}
