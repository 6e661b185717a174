using System.Runtime.InteropServices;

namespace ContainerNet.Interop;

/// <summary>
/// Mounts put together piece by piece: fsopen(2), open_tree(2) and what belongs to them, by their numbers, which are one on every
/// architecture (asm-generic/unistd.h); glibc has names for them since 2.36.
/// </summary>
internal static unsafe partial class Libc
{
    private const long OpenTree = 428;
    private const long MoveMount = 429;
    private const long FsOpen = 430;
    private const long FsConfig = 431;
    private const long FsMount = 432;
    private const long MountSetAttributes = 442;
    private const int CloseOnExec = 1;
    private const uint CloneTree = 1;
    private const uint TreeCloseOnExec = 0x80000;
    private const uint AtEmptyPath = 0x1000;
    private const int SetString = 1;
    private const int CreateCommand = 6;
    private const int AtFdcwd = -100;
    private const int FromEmptyPath = 4;

    /// <summary>Begins a file system; null with <see cref="LastError"/>.</summary>
    public static FileDescriptor? OpenFileSystem(string type) => Owned(fsopen(FsOpen, type, CloseOnExec));

    /// <summary>Sets one of its parameters.</summary>
    public static bool TrySetField(FileDescriptor context, string key, string value) => fsconfig(FsConfig, context, SetString, key, value, 0) == 0;

    /// <summary>Makes it of what was set.</summary>
    public static bool TryCreateFileSystem(FileDescriptor context) => fsconfig(FsConfig, context, CreateCommand, null, null, 0) == 0;

    /// <summary>A mount of it that is nowhere yet; null with <see cref="LastError"/>.</summary>
    public static FileDescriptor? NewMount(FileDescriptor context) => Owned(fsmount(FsMount, context, CloseOnExec, 0));

    /// <summary>A second mount of a folder that is nowhere yet; null with <see cref="LastError"/>.</summary>
    public static FileDescriptor? CloneMount(string folder) => Owned(open_tree(OpenTree, AtFdcwd, folder, CloneTree | TreeCloseOnExec));

    /// <summary>Changes a mount by a struct mount_attr (linux/mount.h).</summary>
    public static int SetMountAttributes(FileDescriptor mount, ReadOnlySpan<ulong> attributes)
    {
        fixed (ulong* first = attributes) return (int)mount_setattr(MountSetAttributes, mount, "", AtEmptyPath, first, (nuint)attributes.Length * sizeof(ulong));
    }

    /// <summary>Brings a mount to its place.</summary>
    public static int AttachMount(FileDescriptor mount, string target) => (int)move_mount(MoveMount, mount, "", AtFdcwd, target, FromEmptyPath);

    private static FileDescriptor? Owned(nint number) => number < 0 ? null : FileDescriptor.Own((int)number);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8, EntryPoint = "syscall")]
    private static partial nint fsopen(long number, string type, int flags);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8, EntryPoint = "syscall")]
    private static partial nint fsconfig(long number, FileDescriptor context, int command, string? key, string? value, int aux);

    [LibraryImport(Library, SetLastError = true, EntryPoint = "syscall")]
    private static partial nint fsmount(long number, FileDescriptor context, int flags, int attributes);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8, EntryPoint = "syscall")]
    private static partial nint open_tree(long number, nint folder, string path, uint flags);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8, EntryPoint = "syscall")]
    private static partial nint mount_setattr(long number, FileDescriptor folder, string path, uint flags, ulong* attributes, nuint size);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8, EntryPoint = "syscall")]
    private static partial nint move_mount(long number, FileDescriptor from, string fromPath, nint toFolder, string toPath, int flags);
}
