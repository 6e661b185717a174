using System.Runtime.InteropServices;

namespace ContainerNet.Interop;

/// <summary>The kernel's newer calls about mounts, which not every C library has: by number, and those are the same on every architecture.</summary>
internal static unsafe partial class Libc
{
    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8, EntryPoint = "syscall")]
    public static partial FileDescriptor open_tree(nint number, int folder, string path, uint flags);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8, EntryPoint = "syscall")]
    public static partial nint mount_setattr(nint number, FileDescriptor folder, string path, uint flags, ulong* attributes, nuint size);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8, EntryPoint = "syscall")]
    public static partial nint move_mount(nint number, FileDescriptor from, string fromPath, int toFolder, string toPath, uint flags);
}
