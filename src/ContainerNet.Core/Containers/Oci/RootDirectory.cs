using System.Text;
using ContainerNet.Linux.Files;
using ContainerNet.Linux.Syscalls;

namespace ContainerNet.Containers.Oci;

/// <summary>
/// A container's root file system, seen from outside. A link in it that leads to /etc/shadow means the container's own:
/// the maker of the image must not choose files of the host.
/// </summary>
/// <param name="path">The directory.</param>
internal sealed class RootDirectory(string path)
{
    /// <summary>How many bytes a file may have that is read.</summary>
    public const int LargestFile = 1 << 20;

    /// <summary>The lines of a file; none where there is no such file.</summary>
    /// <exception cref="ContainerNetException">FileNotRegular or FileTooLarge: the container's file is not one that can be read.</exception>
    public IReadOnlyList<string> ReadLines(string file)
    {
        using FileDescriptor root = FileDescriptor.Open(path, OpenFlags.Path);
        using FileDescriptor? found = RegularFile.TryOpenInRoot(root, file);
        if (found is null) return [];
        byte[] content = RegularFile.TryReadAll(found, LargestFile)
            ?? throw ContainerNetException.Invalid("FileTooLarge", file, $"The container's {file} is too large to read: it has more than {LargestFile} bytes.");
        return Encoding.UTF8.GetString(content).Split('\n');
    }
}
