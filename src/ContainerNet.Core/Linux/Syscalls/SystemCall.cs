namespace ContainerNet.Linux.Syscalls;

/// <summary>
/// Numbers of system calls that are made by syscall(2), as C libraries in use have no function for them. These numbers are the
/// same on every architecture (asm-generic/unistd.h).
/// </summary>
internal static class SystemCall
{
    /// <summary>pidfd_send_signal(2), since Linux 5.1.</summary>
    public const int PidfdSendSignal = 424;

    /// <summary>open_tree(2), since Linux 5.2.</summary>
    public const int OpenTree = 428;

    /// <summary>move_mount(2), since Linux 5.2.</summary>
    public const int MoveMount = 429;

    /// <summary>fsopen(2), since Linux 5.2.</summary>
    public const int FsOpen = 430;

    /// <summary>fsconfig(2), since Linux 5.2.</summary>
    public const int FsConfig = 431;

    /// <summary>fsmount(2), since Linux 5.2.</summary>
    public const int FsMount = 432;

    /// <summary>pidfd_open(2), since Linux 5.3.</summary>
    public const int PidfdOpen = 434;

    /// <summary>openat2(2), since Linux 5.6.</summary>
    public const int OpenAt2 = 437;

    /// <summary>mount_setattr(2), since Linux 5.12.</summary>
    public const int MountSetAttr = 442;
}
