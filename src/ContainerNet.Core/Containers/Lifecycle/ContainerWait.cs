using ContainerNet.Containers.Records;
using ContainerNet.Containers.Runtime;
using ContainerNet.Plans;

namespace ContainerNet.Containers.Lifecycle;

/// <summary>Waits for a container's end.</summary>
internal static class ContainerWait
{
    /// <summary>Waits until a container's process has ended.</summary>
    /// <param name="host">The host.</param>
    /// <param name="container">The container.</param>
    /// <param name="timeout">How long at most.</param>
    /// <param name="cancellation">Ends the wait with an <see cref="OperationCanceledException"/>.</param>
    /// <param name="end">How it ended; null where it had no process.</param>
    /// <returns>Whether it has.</returns>
    public static bool HasEnded(HostContext host, ContainerRecord container, TimeSpan timeout, CancellationToken cancellation, out ContainerProcessState? end)
    {
        end = null;
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        waiting.CancelAfter(timeout);
        try
        {
            end = host.Runtime.Wait(container.Id, waiting.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return false;
        }
    }
}
