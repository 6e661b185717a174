using System.Runtime.ExceptionServices;
using ContainerNet.Linux.Syscalls;
using ContainerNet.Tests.Support;

namespace ContainerNet.Tests.Firewall;

/// <summary>A network namespace of its own for a test, with loopback up; gone when it is disposed of.</summary>
internal sealed class TestNamespace : IDisposable
{
    public TestNamespace()
    {
        Tool.Run("ip", ["netns", "add", Name]);
        Tool.Run("ip", ["-n", Name, "link", "set", "lo", "up"]);
    }

    public string Name { get; } = $"cntest-{Guid.NewGuid():N}"[..15];

    /// <summary>Runs something on a thread that is in the namespace, and ends with it.</summary>
    public T Run<T>(Func<T> work)
    {
        T result = default!;
        ExceptionDispatchInfo? error = null;
        Thread thread = Start(() =>
        {
            try
            {
                result = work();
            }
            catch (Exception e)
            {
                error = ExceptionDispatchInfo.Capture(e);
            }
        });
        thread.Join();
        error?.Throw();
        return result;
    }

    /// <summary>Starts a thread that is in the namespace.</summary>
    public Thread Start(Action work)
    {
        var thread = new Thread(() =>
        {
            using FileDescriptor file = FileDescriptor.Open($"/run/netns/{Name}", OpenFlags.ReadOnly);
            Libc.Check(Libc.setns(file, Tmds.Linux.LibC.CLONE_NEWNET), "setns");
            work();
        })
        { IsBackground = true };
        thread.Start();
        return thread;
    }

    /// <summary>Runs a program in the namespace.</summary>
    public string Exec(string program, string arguments, string? input = null)
        => Tool.Run("ip", ["netns", "exec", Name, program, .. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)], input);

    /// <summary>Runs ip commands in the namespace, one a line.</summary>
    public void Ip(string commands) => Tool.Run("ip", ["-n", Name, "-batch", "-"], commands);

    public void Dispose() => Tool.Run("ip", ["netns", "delete", Name]);
}
