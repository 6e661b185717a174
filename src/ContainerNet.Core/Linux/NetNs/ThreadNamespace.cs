using ContainerNet.Linux.Syscalls;

namespace ContainerNet.Linux.NetNs;

/// <summary>The network namespace that the calling thread is in.</summary>
internal static class ThreadNamespace
{
    /// <summary>The path that leads there.</summary>
    public const string Path = "/proc/thread-self/ns/net";

    // linux/pidfd.h, since Linux 6.9 and 6.11: a descriptor of one thread, and _IO(0xff, 4), which opens that thread's namespace
    // without a look-up of a path.
    private const uint OfThread = 0x80;
    private const int GetNetworkNamespace = 0xff04;

    [ThreadStatic]
    private static FileDescriptor? _thread;
    private static volatile bool _isByPath;

    /// <summary>Opens it.</summary>
    public static FileDescriptor Open() => TryOpenByThread() ?? FileDescriptor.Open(Path, OpenFlags.ReadOnly);

    private static unsafe FileDescriptor? TryOpenByThread()
    {
        if (_isByPath) return null;
        _thread ??= Libc.pidfd_open(NativeMethods.gettid(), OfThread);
        int number = _thread.IsInvalid ? -1 : Libc.ioctl(_thread, GetNetworkNamespace, null);
        if (number >= 0) return FileDescriptor.Own(number);
        _isByPath = true;
        return null;
    }
}
