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

    public static MountFlags Slave => new(MS_SLAVE);

    public static MountFlags Shared => new(MS_SHARED);

    public static MountFlags operator |(MountFlags left, MountFlags right) => new(left.Value | right.Value);

    public ulong_t ToNative() => (ulong_t)Value;
}
