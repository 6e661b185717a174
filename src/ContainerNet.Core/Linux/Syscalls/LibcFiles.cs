using ContainerNet.Linux.Files;
using Tmds.Linux;

namespace ContainerNet.Linux.Syscalls;

/// <summary>Files, by path and by name in a directory that is held open, so that no path can lead elsewhere. Such names are a <see cref="RawName"/>.</summary>
internal static unsafe partial class Libc
{
    /// <summary>Where in a struct dirent the name begins (dirent.h): after two words of 64 bits, one of 16 and one of 8.</summary>
    public const int EntryName = 19;

    public static int open(string path, OpenFlags flags, uint mode)
    {
        using var text = NativeText.Utf8(path, stackalloc byte[NativeText.StackSize]);
        return LibC.open(text.Pointer, flags.Value, (ushort)mode);
    }

    public static int openat(FileDescriptor directory, string path, OpenFlags flags, uint mode)
    {
        using DescriptorUse used = directory.Use();
        using var text = NativeText.Utf8(path, stackalloc byte[NativeText.StackSize]);
        return LibC.openat(used.Number, text.Pointer, flags.Value, (ushort)mode);
    }

    public static FileDescriptor openatRaw(FileDescriptor directory, string name, OpenFlags flags, uint mode)
    {
        using DescriptorUse used = directory.Use();
        using var text = NativeText.Raw(name, stackalloc byte[NativeText.StackSize]);
        return FileDescriptor.Own(LibC.openat(used.Number, text.Pointer, flags.Value, (ushort)mode));
    }

    /// <summary>openat2(2): opens a path whose resolution is restricted.</summary>
    public static FileDescriptor openat2(FileDescriptor directory, string path, OpenFlags flags, ulong resolve)
    {
        using DescriptorUse used = directory.Use();
        using var text = NativeText.Raw(path, stackalloc byte[NativeText.StackSize]);
        var how = new open_how { flags = (ulong)flags.Value, resolve = resolve };
        return FileDescriptor.Own((int)LibC.syscall(SystemCall.OpenAt2, used.Number, text.Pointer, &how, sizeof(open_how)));
    }

    /// <summary>Opens a path below a directory, which is the root of the path and of all links on the way.</summary>
    /// <returns>The descriptor, good for naming what is in it; null with <see cref="LastError"/>.</returns>
    public static FileDescriptor? OpenInRoot(FileDescriptor root, string path)
        => openat2(root, path, OpenFlags.Path | OpenFlags.CloseOnExec, LibC.RESOLVE_IN_ROOT | LibC.RESOLVE_NO_MAGICLINKS) is { IsInvalid: false } opened ? opened : null;

    /// <summary>Opens a file by its name in a directory; a link is an error (ELOOP).</summary>
    /// <returns>The descriptor; null with <see cref="LastError"/>.</returns>
    public static FileDescriptor? OpenNoLink(FileDescriptor directory, string name, OpenFlags flags)
        => openat2(directory, name, flags | OpenFlags.CloseOnExec, LibC.RESOLVE_NO_SYMLINKS) is { IsInvalid: false } opened ? opened : null;

    public static FileDescriptor fcntl(int descriptor, int command, int argument) => FileDescriptor.Own(LibC.fcntl(descriptor, command, argument));

    public static nint read(FileDescriptor descriptor, byte* buffer, nuint length)
    {
        using DescriptorUse used = descriptor.Use();
        return (nint)(long)LibC.read(used.Number, buffer, (size_t)length);
    }

    public static nint write(FileDescriptor descriptor, byte* buffer, nuint length)
    {
        using DescriptorUse used = descriptor.Use();
        return (nint)(long)LibC.write(used.Number, buffer, (size_t)length);
    }

    public static nint pread(FileDescriptor descriptor, byte* buffer, nuint length, long offset)
    {
        using DescriptorUse used = descriptor.Use();
        return (nint)(long)LibC.pread(used.Number, buffer, (size_t)length, offset);
    }

    public static nint pwrite(FileDescriptor descriptor, byte* buffer, nuint length, long offset)
    {
        using DescriptorUse used = descriptor.Use();
        return (nint)(long)LibC.pwrite(used.Number, buffer, (size_t)length, offset);
    }

    public static long lseek(FileDescriptor descriptor, long offset, int whence)
    {
        using DescriptorUse used = descriptor.Use();
        return LibC.lseek(used.Number, offset, whence);
    }

    public static int ftruncate(FileDescriptor descriptor, long length)
    {
        using DescriptorUse used = descriptor.Use();
        return LibC.ftruncate(used.Number, length);
    }

    public static int fallocate(FileDescriptor descriptor, int mode, long offset, long length)
    {
        using DescriptorUse used = descriptor.Use();
        return LibC.fallocate(used.Number, mode, offset, length);
    }

    public static int fsync(FileDescriptor descriptor)
    {
        using DescriptorUse used = descriptor.Use();
        return LibC.fsync(used.Number);
    }

    public static int fdatasync(FileDescriptor descriptor)
    {
        using DescriptorUse used = descriptor.Use();
        return LibC.fdatasync(used.Number);
    }

    public static int flock(FileDescriptor descriptor, LockOperation operation)
    {
        using DescriptorUse used = descriptor.Use();
        return NativeMethods.flock(used.Number, (int)operation);
    }

    public static FileDescriptor memfd_create(string name, uint flags)
    {
        using var text = NativeText.Utf8(name, stackalloc byte[NativeText.StackSize]);
        return FileDescriptor.Own(LibC.memfd_create(text.Pointer, flags));
    }

    public static int rename(string oldPath, string newPath)
    {
        using var old = NativeText.Utf8(oldPath, stackalloc byte[NativeText.StackSize]);
        using var text = NativeText.Utf8(newPath, stackalloc byte[NativeText.StackSize]);
        return NativeMethods.rename(old.Pointer, text.Pointer);
    }

    public static int mknod(string path, uint mode, ulong device)
    {
        using var text = NativeText.Utf8(path, stackalloc byte[NativeText.StackSize]);
        return LibC.mknod(text.Pointer, (ushort)mode, device);
    }

    public static int mkdirat(FileDescriptor directory, string name, uint mode)
    {
        using DescriptorUse used = directory.Use();
        using var text = NativeText.Raw(name, stackalloc byte[NativeText.StackSize]);
        return LibC.mkdirat(used.Number, text.Pointer, (ushort)mode);
    }

    public static int mknodat(FileDescriptor directory, string name, uint mode, ulong device)
    {
        using DescriptorUse used = directory.Use();
        using var text = NativeText.Raw(name, stackalloc byte[NativeText.StackSize]);
        return LibC.mknodat(used.Number, text.Pointer, (ushort)mode, device);
    }

    public static int symlinkat(string target, FileDescriptor directory, string name)
    {
        using DescriptorUse used = directory.Use();
        using var from = NativeText.Raw(target, stackalloc byte[NativeText.StackSize]);
        using var text = NativeText.Raw(name, stackalloc byte[NativeText.StackSize]);
        return LibC.symlinkat(from.Pointer, used.Number, text.Pointer);
    }

    public static nint readlinkat(FileDescriptor directory, string name, byte* target, nuint size)
    {
        using DescriptorUse used = directory.Use();
        using var text = NativeText.Raw(name, stackalloc byte[NativeText.StackSize]);
        return (nint)(long)LibC.readlinkat(used.Number, text.Pointer, target, (size_t)size);
    }

    public static int linkat(FileDescriptor oldDirectory, string oldName, FileDescriptor directory, string name, int flags)
    {
        using DescriptorUse usedOld = oldDirectory.Use();
        using DescriptorUse used = directory.Use();
        using var old = NativeText.Raw(oldName, stackalloc byte[NativeText.StackSize]);
        using var text = NativeText.Raw(name, stackalloc byte[NativeText.StackSize]);
        return LibC.linkat(usedOld.Number, old.Pointer, used.Number, text.Pointer, flags);
    }

    public static int renameat(FileDescriptor oldDirectory, string oldName, FileDescriptor directory, string name)
    {
        using DescriptorUse oldUsed = oldDirectory.Use(), used = directory.Use();
        using var oldText = NativeText.Raw(oldName, stackalloc byte[NativeText.StackSize]);
        using var text = NativeText.Raw(name, stackalloc byte[NativeText.StackSize]);
        return NativeMethods.renameat(oldUsed.Number, oldText.Pointer, used.Number, text.Pointer);
    }

    public static int unlinkat(FileDescriptor directory, string name, AtFlags flags)
    {
        using DescriptorUse used = directory.Use();
        using var text = NativeText.Raw(name, stackalloc byte[NativeText.StackSize]);
        return LibC.unlinkat(used.Number, text.Pointer, flags.Value);
    }

    public static int fchownat(FileDescriptor directory, string name, uint owner, uint group, AtFlags flags)
    {
        using DescriptorUse used = directory.Use();
        using var text = NativeText.Raw(name, stackalloc byte[NativeText.StackSize]);
        return LibC.fchownat(used.Number, text.Pointer, owner, group, flags.Value);
    }

    public static int fchmodat(FileDescriptor directory, string name, uint mode, int flags)
    {
        using DescriptorUse used = directory.Use();
        using var text = NativeText.Raw(name, stackalloc byte[NativeText.StackSize]);
        return LibC.fchmodat(used.Number, text.Pointer, (ushort)mode, flags);
    }

    /// <summary>utimensat(2) with one time for both.</summary>
    public static int utimensat(FileDescriptor directory, string name, FileTime time, AtFlags flags)
    {
        using DescriptorUse used = directory.Use();
        using var text = NativeText.Raw(name, stackalloc byte[NativeText.StackSize]);
        timespec* times = stackalloc timespec[2] { time.ToNative(), time.ToNative() };
        return LibC.utimensat(used.Number, text.Pointer, times, flags.Value);
    }

    public static int lsetxattr(string path, string name, ReadOnlySpan<byte> value, int flags)
    {
        using var file = NativeText.Raw(path, stackalloc byte[NativeText.StackSize]);
        using var text = NativeText.Raw(name, stackalloc byte[NativeText.StackSize]);
        fixed (byte* start = value) return NativeMethods.lsetxattr(file.Pointer, text.Pointer, start, (nuint)value.Length, flags);
    }

    public static nint fgetxattr(FileDescriptor file, string name, byte* value, nuint size)
    {
        using DescriptorUse used = file.Use();
        using var text = NativeText.Raw(name, stackalloc byte[NativeText.StackSize]);
        return NativeMethods.fgetxattr(used.Number, text.Pointer, value, size);
    }

    public static nint flistxattr(FileDescriptor file, byte* list, nuint size)
    {
        using DescriptorUse used = file.Use();
        return NativeMethods.flistxattr(used.Number, list, size);
    }

    /// <summary>statx(2) of a path.</summary>
    public static int statx(string path, AtFlags flags, uint mask, statx* status)
    {
        using var text = NativeText.Utf8(path, stackalloc byte[NativeText.StackSize]);
        return LibC.statx(LibC.AT_FDCWD, text.Pointer, flags.Value, mask, status);
    }

    /// <summary>statx(2) of a name in a directory.</summary>
    public static int statxAt(FileDescriptor directory, string name, AtFlags flags, uint mask, statx* status)
    {
        using DescriptorUse used = directory.Use();
        using var text = NativeText.Raw(name, stackalloc byte[NativeText.StackSize]);
        return LibC.statx(used.Number, text.Pointer, flags.Value, mask, status);
    }

    /// <summary>statx(2) of an open file.</summary>
    public static int statxOf(FileDescriptor descriptor, uint mask, statx* status) => statxAt(descriptor, "", AtFlags.EmptyPath, mask, status);

    public static nint opendir(string path)
    {
        using var text = NativeText.Utf8(path, stackalloc byte[NativeText.StackSize]);
        return NativeMethods.opendir(text.Pointer);
    }
}
