using System.Runtime.InteropServices;

namespace ContainerNet.Interop;

/// <summary>
/// Calls that work inside a folder that is held open, so that no path can lead elsewhere. Names are bytes, one a character
/// (<see cref="RawNameMarshaller"/>).
/// </summary>
internal static unsafe partial class Libc
{
    // No library has a name for openat2 yet. Its number is one on every architecture (asm-generic/unistd.h).
    private const long OpenAt2 = 437;

    [LibraryImport(Library, SetLastError = true, StringMarshallingCustomType = typeof(RawNameMarshaller), EntryPoint = "syscall")]
    private static partial nint openat2(long number, FileDescriptor folder, string path, in OpenHow how, nuint size);

    [LibraryImport(Library, SetLastError = true, StringMarshallingCustomType = typeof(RawNameMarshaller), EntryPoint = "openat")]
    public static partial FileDescriptor openatRaw(FileDescriptor folder, string name, OpenFlags flags, uint mode);

    [LibraryImport(Library, SetLastError = true, StringMarshallingCustomType = typeof(RawNameMarshaller))]
    public static partial int mkdirat(FileDescriptor folder, string name, uint mode);

    [LibraryImport(Library, SetLastError = true, StringMarshallingCustomType = typeof(RawNameMarshaller))]
    public static partial int mknodat(FileDescriptor folder, string name, uint mode, ulong device);

    [LibraryImport(Library, SetLastError = true, StringMarshallingCustomType = typeof(RawNameMarshaller))]
    public static partial int symlinkat(string target, FileDescriptor folder, string name);

    [LibraryImport(Library, SetLastError = true, StringMarshallingCustomType = typeof(RawNameMarshaller))]
    public static partial nint readlinkat(FileDescriptor folder, string name, byte* target, nuint size);

    [LibraryImport(Library, SetLastError = true, StringMarshallingCustomType = typeof(RawNameMarshaller))]
    public static partial int linkat(FileDescriptor oldFolder, string oldName, FileDescriptor folder, string name, int flags);

    [LibraryImport(Library, SetLastError = true, StringMarshallingCustomType = typeof(RawNameMarshaller))]
    public static partial int unlinkat(FileDescriptor folder, string name, int flags);

    [LibraryImport(Library, SetLastError = true, StringMarshallingCustomType = typeof(RawNameMarshaller))]
    public static partial int fchownat(FileDescriptor folder, string name, uint owner, uint group, AtFlags flags);

    [LibraryImport(Library, SetLastError = true, StringMarshallingCustomType = typeof(RawNameMarshaller))]
    public static partial int fchmodat(FileDescriptor folder, string name, uint mode, int flags);

    [LibraryImport(Library, SetLastError = true, StringMarshallingCustomType = typeof(RawNameMarshaller))]
    public static partial int utimensat(FileDescriptor folder, string name, FileTime* accessedAndModified, AtFlags flags);

    [LibraryImport(Library, SetLastError = true, StringMarshallingCustomType = typeof(RawNameMarshaller))]
    public static partial int lsetxattr(string path, string name, ReadOnlySpan<byte> value, nuint length, int flags);

    [LibraryImport(Library, SetLastError = true, StringMarshallingCustomType = typeof(RawNameMarshaller), EntryPoint = "statx")]
    public static partial int statxAt(FileDescriptor folder, string name, AtFlags flags, uint mask, byte* buffer);

    /// <summary>Opens what a path leads to below a folder: its root is that folder, whatever links are on the way (openat2(2)).</summary>
    /// <returns>The descriptor, good for naming what is in it; null with <see cref="LastError"/>.</returns>
    public static FileDescriptor? OpenInRoot(FileDescriptor root, string path)
    {
        var how = new OpenHow { Flags = (ulong)(OpenFlags.Path | OpenFlags.CloseOnExec), Resolve = OpenHow.InRoot | OpenHow.NoMagicLinks };
        nint number = openat2(OpenAt2, root, path, how, (nuint)sizeof(OpenHow));
        return number < 0 ? null : FileDescriptor.Own((int)number);
    }
}

/// <summary>struct open_how (linux/openat2.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct OpenHow
{
    public const ulong NoMagicLinks = 2;
    public const ulong InRoot = 0x10;

    public ulong Flags;
    public ulong Mode;
    public ulong Resolve;
}

/// <summary>struct timespec (time.h) of a 64-bit system.</summary>
/// <param name="Seconds">Since 1970.</param>
/// <param name="Nanoseconds">0 to 999,999,999.</param>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct FileTime(long Seconds, long Nanoseconds);

/// <summary>Flags of calls that end in at (linux/fcntl.h).</summary>
[Flags]
internal enum AtFlags
{
    None = 0,
    NoFollow = 0x100,
    RemoveFolder = 0x200,
}
