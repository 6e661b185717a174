using System.Text;
using ContainerNet.Containers.Oci;
using ContainerNet.Linux.Files;
using ContainerNet.Linux.Syscalls;

namespace ContainerNet.Containers.EtcFiles;

/// <summary>
/// A file that a container is given and may write to. What it was given last is kept beside it, so that what the container
/// changed can be told from what is out of date. A file that the container has made larger than <see cref="RootDirectory.LargestFile"/>
/// is not changed.
/// </summary>
/// <param name="path">Where it is.</param>
internal sealed class GivenFile(string path)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Readable = OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private readonly string _given = $"{path}.given";

    /// <summary>Gives the container a new text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="merge">What becomes of a file that the container has changed: from what is there, what it was given, and what it is to be given.</param>
    public void Give(string text, Func<string, string, string, string> merge)
    {
        string? present = "", before = "";
        if (!TryRead(path, ref present) || !TryRead(_given, ref before)) return;
        string wanted = present is null || before is null || present == before ? text : merge(present, before, text);
        if (present != wanted) Write(path, wanted, Readable);
        if (before != text) Write(_given, text, OwnerOnly);
    }

    // False where it is too large.
    private static bool TryRead(string path, ref string? text)
    {
        using FileDescriptor? file = RegularFile.TryOpen(path);
        byte[]? content = file is null ? null : RegularFile.TryReadAll(file, RootDirectory.LargestFile);
        text = content is null ? null : Encoding.UTF8.GetString(content);
        return file is null || content is not null;
    }

    // In place: a new file of that name would not be the one that is mounted. It gets its end last, so that it is never empty.
    private static void Write(string path, string text, UnixFileMode mode)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        using var file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite);
        File.SetUnixFileMode(file, mode);
        RandomAccess.Write(file, bytes, fileOffset: 0);
        RandomAccess.SetLength(file, bytes.Length);
    }
}
