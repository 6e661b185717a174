using System.Runtime.ExceptionServices;
using ContainerNet.Linux.Syscalls;
using Tmds.Linux;

namespace ContainerNet.Linux.NetNs;

/// <summary>
/// Runs work inside a namespace. A thread of the pool never enters one: for it the work is done on one thread that is kept for
/// that. Any other thread, such as PowerShell's, enters itself and returns at once, which saves a wait for another thread.
/// No thread stays inside, because it would keep a removed namespace alive.
/// </summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "There is one, and it lives as long as the process.")]
internal sealed class NamespaceWorker
{
    private static readonly Lazy<NamespaceWorker> _shared = new(() => new NamespaceWorker());

    private readonly Lock _turn = new();
    private readonly SemaphoreSlim _posted = new(0);
    private readonly SemaphoreSlim _finished = new(0);
    private Action? _work;
    private ExceptionDispatchInfo? _error;

    private NamespaceWorker() => new Thread(Loop) { IsBackground = true, Name = "ContainerNet namespace worker" }.Start();

    /// <summary>The process's one.</summary>
    public static NamespaceWorker Shared => _shared.Value;

    /// <summary>Runs work inside the namespace, and waits for it.</summary>
    public void Run(FileDescriptor networkNamespace, Action work)
        => RunAfter(() => Libc.Check(Libc.setns(networkNamespace, LibC.CLONE_NEWNET), "setns"), work);

    /// <summary>Runs work inside a namespace that is new and that only the work can keep alive.</summary>
    public void RunInNew(Action work)
        => RunAfter(() => Libc.Check(LibC.unshare(LibC.CLONE_NEWNET), "unshare"), work);

    private void RunAfter(Action enter, Action work)
    {
        if (Thread.CurrentThread.IsThreadPoolThread) Post(() => { enter(); work(); });
        else RunHere(enter, work);
    }

    private static void RunHere(Action enter, Action work)
    {
        using FileDescriptor home = ThreadNamespace.Open();
        enter();
        try
        {
            work();
        }
        finally
        {
            Libc.Check(Libc.setns(home, LibC.CLONE_NEWNET), "setns", "back");
        }
    }

    private void Post(Action work)
    {
        lock (_turn)
        {
            _work = work;
            _posted.Release();
            _finished.Wait();
            _error?.Throw();
        }
    }

    private void Loop()
    {
        // The process's own, by its first thread: the thread that made this one may itself be inside another at the time.
        using FileDescriptor home = FileDescriptor.Open("/proc/self/ns/net", OpenFlags.ReadOnly);
        while (true)
        {
            _posted.Wait();
            _error = null;
            try
            {
                _work!();
            }
#pragma warning disable CA1031 // Whatever it is, it belongs to the thread that waits for the work.
            catch (Exception e)
#pragma warning restore CA1031
            {
                _error = ExceptionDispatchInfo.Capture(e);
            }
            GoHome(home);
            _work = null;
            _finished.Release();
        }
    }

    private void GoHome(FileDescriptor home)
    {
        if (Libc.setns(home, LibC.CLONE_NEWNET) == 0) return;
        // This happens only in a process that gave up its privileges meanwhile; the next piece of work enters its own namespace.
        _error ??= ExceptionDispatchInfo.Capture(new SystemCallException("setns", "back", Libc.LastError));
    }
}
