using Xunit;

namespace ContainerNet.Tests.Support;

/// <summary>A thread for work that enters namespaces: one of the pool's must not.</summary>
internal static class OwnThread
{
    /// <summary>Does the work there, and fails where it throws.</summary>
    public static void Run(Action work)
    {
        Exception? error = null;
        var thread = new Thread(() => error = Record.Exception(work));
        thread.Start();
        thread.Join();
        Assert.Null(error);
    }
}
