using static Tmds.Linux.LibC;

namespace ContainerNet.Linux.Syscalls;

/// <summary>Flags of open(2). Some have another value on each architecture.</summary>
internal readonly record struct OpenFlags(int Value)
{
    public static OpenFlags ReadOnly => new(O_RDONLY);

    public static OpenFlags WriteOnly => new(O_WRONLY);

    public static OpenFlags ReadWrite => new(O_RDWR);

    public static OpenFlags Create => new(O_CREAT);

    public static OpenFlags Exclusive => new(O_EXCL);

    public static OpenFlags Truncate => new(O_TRUNC);

    public static OpenFlags NoControllingTerminal => new(O_NOCTTY);

    public static OpenFlags Append => new(O_APPEND);

    public static OpenFlags NonBlocking => new(O_NONBLOCK);

    public static OpenFlags Directory => new(O_DIRECTORY);

    public static OpenFlags NoFollow => new(O_NOFOLLOW);

    public static OpenFlags Path => new(O_PATH);

    public static OpenFlags CloseOnExec => new(O_CLOEXEC);

    public static OpenFlags operator |(OpenFlags left, OpenFlags right) => new(left.Value | right.Value);
}
