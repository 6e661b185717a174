using ContainerNet.Interop;
using Microsoft.Win32.SafeHandles;

namespace ContainerNet.Containers;

/// <summary>
/// A container's root file system, seen from outside. A link in it that leads to /etc/shadow means the container's own:
/// whoever made the image must not choose files of the host.
/// </summary>
/// <param name="path">The folder.</param>
internal sealed unsafe class RootFolder(string path)
{
    private const int Openat2 = 437;
    private const ulong ResolveNoMagicLinks = 0x02;
    private const ulong ResolveInRoot = 0x10;

    /// <summary>The lines of a file; none where there is no such file.</summary>
    public IReadOnlyList<string> ReadLines(string file)
    {
        using FileDescriptor? descriptor = Open(file);
        if (descriptor is null) return [];
        using var handle = new SafeFileHandle(descriptor.Number, ownsHandle: false);
        using var stream = new FileStream(handle, FileAccess.Read);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n');
    }

    private FileDescriptor? Open(string file)
    {
        using FileDescriptor folder = FileDescriptor.Open(path, OpenFlags.ReadOnly);
        // struct open_how (linux/openat2.h).
        ulong* how = stackalloc ulong[3] { (ulong)OpenFlags.CloseOnExec, 0, ResolveInRoot | ResolveNoMagicLinks };
        FileDescriptor descriptor = Libc.openat2(Openat2, folder, file, how, 3 * sizeof(ulong));
        if (!descriptor.IsInvalid) return descriptor;
        Errno errno = Libc.LastError;
        descriptor.Dispose();
        return errno is Errno.ENOENT or Errno.ENOTDIR ? null : throw new SystemCallException("openat2", file, errno);
    }
}
