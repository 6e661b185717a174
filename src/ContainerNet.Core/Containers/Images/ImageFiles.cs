using ContainerNet.Containers.Images.Archives;
using ContainerNet.Linux.Files;
using ContainerNet.Linux.Syscalls;
using ContainerNet.Plans;

namespace ContainerNet.Containers.Images;

/// <summary>The files that images are written as, by name: those in a directory or those in an archive.</summary>
internal abstract class ImageFiles(string path) : IDisposable
{
    /// <summary>Where it is.</summary>
    public string Path => path;

    /// <summary>Opens a file by its name, such as <c>blobs/sha256/HEX</c>; null when there is none.</summary>
    public abstract Stream? TryOpen(string name);

    /// <summary>The command that writes a file's content to its standard output.</summary>
    /// <param name="name">The name of a file that is there.</param>
    public abstract string CommandToRead(string name);

    /// <summary>Opens a file.</summary>
    /// <exception cref="ContainerNetException">There is none.</exception>
    public Stream Open(string name) => TryOpen(name) ?? throw ImageDocumentReader.Bad(Path, $"'{name}' is missing");

    /// <summary>Reads a document whole; null when there is none.</summary>
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
            if (content.Length > ImageLimits.Document) throw ImageDocumentReader.Bad(Path, $"'{name}' has more than {ImageLimits.Document} bytes");
        }
        return content.ToArray();
    }

    /// <summary>Reads a document whole.</summary>
    public byte[] Read(string name) => TryRead(name) ?? throw ImageDocumentReader.Bad(Path, $"'{name}' is missing");

    /// <summary>Reads the document that has a digest, and checks it.</summary>
    public byte[] Read(ImageDigest digest)
    {
        byte[] content = Read(NameOf(digest));
        return ImageDigest.Of(content) == digest ? content : throw ImageDocumentReader.Bad(Path, $"the content of '{NameOf(digest)}' does not match its digest");
    }

    /// <summary>Where an OCI image layout keeps content (image-layout.md).</summary>
    public static string NameOf(ImageDigest digest) => $"blobs/sha256/{digest.Hex}";

    /// <summary>Opens a file that an image is made of, links followed; null when there is none.</summary>
    /// <exception cref="ContainerNetException">It is not a regular file, or may not be read.</exception>
    protected static FileStream? OpenRegular(string path)
    {
        try
        {
            return RegularFile.TryOpen(path)?.ToStream();
        }
        catch (SystemCallException e) when (e.Kind == ErrorKind.Permission)
        {
            throw new ContainerNetException(e.Message, ErrorKind.Permission, e.Errno, e) { ErrorId = "ImageNotReadable", Subject = path };
        }
    }

    /// <summary>A name from a document or an archive as a path that never leads out of where the files are.</summary>
    protected static string Normalize(string name)
    {
        List<string> parts = [];
        foreach (string part in name.Split('/'))
        {
            if (part == ".." && parts.Count > 0) parts.RemoveAt(parts.Count - 1);
            else if (part is not ("" or "." or "..")) parts.Add(part);
        }
        return string.Join('/', parts);
    }

    /// <inheritdoc/>
    public virtual void Dispose() => GC.SuppressFinalize(this);
}

/// <summary>The files in a directory.</summary>
internal sealed class FilesOfDirectory(string folder) : ImageFiles(folder)
{
    public override Stream? TryOpen(string name) => OpenRegular(PathOf(name));

    public override string CommandToRead(string name) => $"cat {Commands.Quote(PathOf(name))}";

    private string PathOf(string name) => System.IO.Path.Combine(Path, Normalize(name));
}
