using System.Runtime.ExceptionServices;
using ContainerNet.Linux.Syscalls;
using Tmds.Linux;

namespace ContainerNet.Linux.Mounts;

/// <summary>
/// A mount namespace that belongs to one thread of this process. What is mounted in it shows nowhere else, and goes with the thread:
/// a process that is killed leaves no mount behind. Descriptors that are opened in it can be used by every thread.
/// </summary>
internal sealed class PrivateMounts : IDisposable
{
    private readonly ManualResetEventSlim _ready = new();
    private readonly ManualResetEventSlim _done = new();
    private readonly Thread _thread;
    private ExceptionDispatchInfo? _error;

    /// <param name="mount">Mounts what is needed; it runs on that thread.</param>
    /// <exception cref="SystemCallException">The kernel refuses a mount namespace. What <paramref name="mount"/> throws is thrown too.</exception>
    public PrivateMounts(Action mount)
    {
        _thread = new Thread(() => Hold(mount)) { IsBackground = true, Name = "ContainerNet mounts" };
        _thread.Start();
        _ready.Wait();
        if (_error is null) return;
        Dispose();
        _error.Throw();
    }

    /// <summary>Ends the thread, and with it the mounts.</summary>
    public void Dispose()
    {
        _done.Set();
        _thread.Join();
        _ready.Dispose();
        _done.Dispose();
    }

    private void Hold(Action mount)
    {
        try
        {
            Libc.Check(LibC.unshare(LibC.CLONE_NEWNS), "unshare", "mount namespace");
            // What is mounted here must not show outside.
            Libc.Check(Libc.mount("", "/", "none", MountFlags.Slave | MountFlags.Recursive, null), "mount --make-rslave", "/");
            mount();
        }
#pragma warning disable CA1031 // Thrown again on the caller's thread.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _error = ExceptionDispatchInfo.Capture(e);
        }
        _ready.Set();
        _done.Wait();
    }
}
