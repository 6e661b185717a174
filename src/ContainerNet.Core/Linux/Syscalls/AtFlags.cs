using static Tmds.Linux.LibC;

namespace ContainerNet.Linux.Syscalls;

/// <summary>Flags of the functions whose names end in at.</summary>
internal readonly record struct AtFlags(int Value)
{
    public static AtFlags None => default;

    public static AtFlags NoFollow => new(AT_SYMLINK_NOFOLLOW);

    public static AtFlags RemoveDirectory => new(AT_REMOVEDIR);

    public static AtFlags EmptyPath => new(AT_EMPTY_PATH);

    public static AtFlags operator |(AtFlags left, AtFlags right) => new(left.Value | right.Value);
}
