namespace ContainerNet.Linux.Syscalls;

/// <summary>Operations of flock(2) (asm-generic/fcntl.h), which Tmds.LibC lacks.</summary>
[Flags]
internal enum LockOperation
{
    Shared = 1,
    Exclusive = 2,
    NonBlocking = 4,
    Unlock = 8,
}
