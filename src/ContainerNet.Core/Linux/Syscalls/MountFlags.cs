using Tmds.Linux;
using static Tmds.Linux.LibC;

namespace ContainerNet.Linux.Syscalls;

/// <summary>Flags of mount(2).</summary>
internal readonly record struct MountFlags(ulong Value)
{
    public static MountFlags None => default;

    public static MountFlags Bind => new(MS_BIND);

    public static MountFlags Recursive => new(MS_REC);

    public static MountFlags Remount => new(MS_REMOUNT);

    public static MountFlags ReadOnly => new(MS_RDONLY);

    public static MountFlags NoSetUserId => new(MS_NOSUID);

    public static MountFlags NoDevices => new(MS_NODEV);

    public static MountFlags NoExecute => new(MS_NOEXEC);

    public static MountFlags Synchronous => new(MS_SYNCHRONOUS);

    public static MountFlags NoAccessTime => new(MS_NOATIME);

    public static MountFlags NoDirectoryAccessTime => new(MS_NODIRATIME);

    public static MountFlags RelativeAccessTime => new(MS_RELATIME);

    public static MountFlags Slave => new(MS_SLAVE);

    public static MountFlags Shared => new(MS_SHARED);

    public static MountFlags operator |(MountFlags left, MountFlags right) => new(left.Value | right.Value);

    public bool HasFlag(MountFlags flag) => (Value & flag.Value) == flag.Value;

    public MountFlags Without(MountFlags flags) => new(Value & ~flags.Value);

    public ulong_t ToNative() => (ulong_t)Value;
}
