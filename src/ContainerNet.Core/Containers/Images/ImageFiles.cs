namespace ContainerNet.Containers;

/// <summary>The files that images are written as, by name: those in a folder or those in an archive.</summary>
internal abstract class ImageFiles(string path) : IDisposable
{
    private const int LongestDocument = 16 << 20;

    /// <summary>Where it is.</summary>
    public string Path => path;

    /// <summary>Opens a file by its name, such as <c>blobs/sha256/HEX</c>; null where there is none.</summary>
    public abstract Stream? TryOpen(string name);

    /// <summary>Opens a file.</summary>
    /// <exception cref="ContainerNetException">There is none.</exception>
    public Stream Open(string name) => TryOpen(name) ?? throw ImageDocumentReader.Bad(Path, $"'{name}' is missing");

    /// <summary>Reads a document whole; null where there is none.</summary>
    /// <exception cref="ContainerNetException">It is too long to be one.</exception>
    public byte[]? TryRead(string name)
    {
        using Stream? stream = TryOpen(name);
        if (stream is null) return null;
        byte[] buffer = new byte[64 * 1024];
        using var content = new MemoryStream();
        while (stream.Read(buffer) is > 0 and var count)
        {
            content.Write(buffer, 0, count);
            if (content.Length > LongestDocument) throw ImageDocumentReader.Bad(Path, $"'{name}' is too long");
        }
        return content.ToArray();
    }

    /// <summary>Reads a document whole.</summary>
    public byte[] Read(string name) => TryRead(name) ?? throw ImageDocumentReader.Bad(Path, $"'{name}' is missing");

    /// <summary>Reads the document that has a digest, and checks it.</summary>
    public byte[] Read(ImageDigest digest)
    {
        byte[] content = Read(NameOf(digest));
        return ImageDigest.Of(content) == digest ? content : throw ImageDocumentReader.Bad(Path, $"'{NameOf(digest)}' has other content than its name says");
    }

    /// <summary>Where an OCI image layout keeps content (image-layout.md).</summary>
    public static string NameOf(ImageDigest digest) => $"blobs/sha256/{digest.Hex}";

    /// <inheritdoc/>
    public virtual void Dispose() => GC.SuppressFinalize(this);
}

/// <summary>The files in a folder.</summary>
internal sealed class FolderFiles(string folder) : ImageFiles(folder)
{
    public override Stream? TryOpen(string name)
    {
        try
        {
            return File.OpenRead(System.IO.Path.Combine(Path, name));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (UnauthorizedAccessException e)
        {
            throw new ContainerNetException(e.Message, ErrorKind.Permission, Interop.Errno.EACCES, e) { ErrorId = "ImageNotReadable", Subject = Path };
        }
    }
}
