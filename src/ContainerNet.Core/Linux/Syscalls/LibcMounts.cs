using Tmds.Linux;

namespace ContainerNet.Linux.Syscalls;

/// <summary>Mounts: by mount(2), and put together piece by piece (fsopen(2), open_tree(2) and what belongs to them).</summary>
internal static unsafe partial class Libc
{
    // linux/mount.h, which Tmds.LibC lacks: FSOPEN_CLOEXEC and FSMOUNT_CLOEXEC; FSCONFIG_SET_STRING and FSCONFIG_CMD_CREATE;
    // OPEN_TREE_CLONE; MOVE_MOUNT_F_EMPTY_PATH.
    private const int CloseOnExec = 1;
    private const int SetString = 1;
    private const int CreateCommand = 6;
    private const int CloneTree = 1;
    private const int FromEmptyPath = 4;

    public static int mount(string? source, string target, string? type, MountFlags flags, string? data)
    {
        using var from = NativeText.Utf8(source, stackalloc byte[NativeText.StackSize]);
        using var to = NativeText.Utf8(target, stackalloc byte[NativeText.StackSize]);
        using var kind = NativeText.Utf8(type, stackalloc byte[NativeText.StackSize]);
        using var text = NativeText.Utf8(data, stackalloc byte[NativeText.StackSize]);
        return LibC.mount(from.Pointer, to.Pointer, kind.Pointer, flags.ToNative(), text.Pointer);
    }

    public static int umount2(string target, int flags)
    {
        using var text = NativeText.Utf8(target, stackalloc byte[NativeText.StackSize]);
        return LibC.umount2(text.Pointer, flags);
    }

    /// <summary>Begins a file system; null with <see cref="LastError"/>.</summary>
    public static FileDescriptor? OpenFileSystem(string type)
    {
        using var text = NativeText.Utf8(type, stackalloc byte[NativeText.StackSize]);
        return OwnedOrNull(LibC.syscall(SystemCall.FsOpen, text.Pointer, CloseOnExec));
    }

    /// <summary>Sets one of its parameters.</summary>
    public static bool TrySetField(FileDescriptor context, string key, string value)
    {
        using DescriptorUse used = context.Use();
        using var name = NativeText.Utf8(key, stackalloc byte[NativeText.StackSize]);
        using var text = NativeText.Utf8(value, stackalloc byte[NativeText.StackSize]);
        return (int)LibC.syscall(SystemCall.FsConfig, used.Number, SetString, name.Pointer, text.Pointer, 0) == 0;
    }

    /// <summary>Makes it of what was set.</summary>
    public static bool TryCreateFileSystem(FileDescriptor context)
    {
        using DescriptorUse used = context.Use();
        return (int)LibC.syscall(SystemCall.FsConfig, used.Number, CreateCommand, 0, 0, 0) == 0;
    }

    /// <summary>A mount of it that is nowhere yet; null with <see cref="LastError"/>.</summary>
    public static FileDescriptor? NewMount(FileDescriptor context)
    {
        using DescriptorUse used = context.Use();
        return OwnedOrNull(LibC.syscall(SystemCall.FsMount, used.Number, CloseOnExec, 0));
    }

    /// <summary>A second mount of a directory that is not attached yet; null with <see cref="LastError"/>.</summary>
    public static FileDescriptor? CloneMount(string folder)
    {
        using var text = NativeText.Utf8(folder, stackalloc byte[NativeText.StackSize]);
        return OwnedOrNull(LibC.syscall(SystemCall.OpenTree, LibC.AT_FDCWD, text.Pointer, CloneTree | LibC.O_CLOEXEC));
    }

    /// <summary>Changes a mount by a struct mount_attr (linux/mount.h).</summary>
    public static int SetMountAttributes(FileDescriptor mount, ReadOnlySpan<ulong> attributes)
    {
        using DescriptorUse used = mount.Use();
        byte empty = 0;
        fixed (ulong* first = attributes) return (int)LibC.syscall(SystemCall.MountSetAttr, used.Number, &empty, LibC.AT_EMPTY_PATH, first, attributes.Length * sizeof(ulong));
    }

    /// <summary>Brings a mount to its place.</summary>
    public static int AttachMount(FileDescriptor mount, string target)
    {
        using DescriptorUse used = mount.Use();
        using var text = NativeText.Utf8(target, stackalloc byte[NativeText.StackSize]);
        byte empty = 0;
        return (int)LibC.syscall(SystemCall.MoveMount, used.Number, &empty, LibC.AT_FDCWD, text.Pointer, FromEmptyPath);
    }

    private static FileDescriptor? OwnedOrNull(syscall_arg result) => (int)result is >= 0 and var number ? FileDescriptor.Own(number) : null;
}
