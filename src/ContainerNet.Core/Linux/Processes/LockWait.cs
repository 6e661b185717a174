namespace ContainerNet.Linux.Processes;

/// <summary>Waits for a file lock in a way that can be cancelled. No system call waits for a lock and for a cancellation at once.</summary>
internal static class LockWait
{
    // Milliseconds between two attempts: the delay doubles from 1 up to this.
    private const int LongestDelay = 16;

    /// <summary>Tries again and again until the lock is taken.</summary>
    /// <param name="tryTake">Takes the lock, or returns false when another process holds it.</param>
    /// <param name="cancellation">Ends the wait with an <see cref="OperationCanceledException"/>.</param>
    public static void Until(Func<bool> tryTake, CancellationToken cancellation)
    {
        for (int delay = 1; !tryTake(); delay = Math.Min(2 * delay, LongestDelay))
        {
            if (cancellation.WaitHandle.WaitOne(delay)) throw new OperationCanceledException(cancellation);
        }
    }
}
