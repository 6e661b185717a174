using Xunit;

namespace ContainerNet.Tests.Support;

/// <summary>Work that has to end in a time that is far above what it needs, and far below for ever.</summary>
internal static class Limited
{
    private static readonly TimeSpan _most = TimeSpan.FromSeconds(30);

    /// <summary>Does it on a thread of its own, so that a test fails where it hangs.</summary>
    public static void Run(Action work)
    {
        Task task = Task.Factory.StartNew(work, TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        Assert.True(Task.WhenAny(task, Task.Delay(_most)).GetAwaiter().GetResult() == task, $"it ends within {_most.TotalSeconds} seconds");
        task.GetAwaiter().GetResult();
    }
}
