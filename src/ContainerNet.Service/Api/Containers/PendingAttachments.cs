using System.Collections.Concurrent;
using ContainerNet.Containers.Runtime;

namespace ContainerNet.Service.Api.Containers;

/// <summary>Clients that are attached to containers which do not run yet: <c>docker run</c> attaches first and starts then, so that it misses nothing.</summary>
/// <param name="host">The host.</param>
internal sealed class PendingAttachments(NetHost host)
{
    // A container that another program starts is seen by looking.
    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(50);

    private readonly ConcurrentDictionary<string, ConcurrentBag<TaskCompletionSource<ContainerAttachment>>> _waiting = new();

    /// <summary>Connects to a container, once it is started where it does not run yet.</summary>
    /// <exception cref="ContainerNetException">It was removed before that.</exception>
    public async Task<ContainerAttachment> ConnectAsync(NetContainer container, CancellationToken cancellation)
    {
        if (container.IsRunning()) return host.Containers.Attach(container.Id);
        var connected = new TaskCompletionSource<ContainerAttachment>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.GetOrAdd(container.Id, _ => []).Add(connected);
        while (await Task.WhenAny(connected.Task, Task.Delay(_interval, cancellation)).ConfigureAwait(false) != connected.Task)
        {
            cancellation.ThrowIfCancellationRequested();
            if (host.Containers.Get(container.Id).IsRunning()) Connect(container.Id);
        }
        return await connected.Task.ConfigureAwait(false);
    }

    /// <summary>Connects those that wait for a container. Its process is there, and may not have run its first instruction yet.</summary>
    public void Connect(string id)
    {
        if (!_waiting.TryRemove(id, out ConcurrentBag<TaskCompletionSource<ContainerAttachment>>? waiting)) return;
        foreach (TaskCompletionSource<ContainerAttachment> one in waiting)
        {
            try
            {
                ContainerAttachment attachment = host.Containers.Attach(id);
                if (!one.TrySetResult(attachment)) attachment.Dispose();
            }
            catch (ContainerNetException e)
            {
                one.TrySetException(e);
            }
        }
    }
}
