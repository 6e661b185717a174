using ContainerNet.Linux.Processes;
using ContainerNet.Linux.Syscalls;

namespace ContainerNet.Containers.Records;

/// <summary>
/// Held by the process that starts, stops or removes a container: a file lock on its directory, which other processes honour and which dies
/// with its holder.
/// </summary>
internal sealed class ContainerLock : IDisposable
{
    private readonly FileDescriptor _folder;

    private ContainerLock(FileDescriptor folder) => _folder = folder;

    /// <summary>Takes the lock, and waits for its holder; null when the directory no longer exists.</summary>
    /// <param name="folder">The container's directory.</param>
    /// <param name="cancellation">Ends the wait with an <see cref="OperationCanceledException"/>.</param>
    public static ContainerLock? Take(ContainerDirectory folder, CancellationToken cancellation) => Open(folder, descriptor =>
    {
        if (cancellation.CanBeCanceled) LockWait.Until(() => descriptor.TryLock(LockOperation.Exclusive | LockOperation.NonBlocking, folder.Path), cancellation);
        else descriptor.TryLock(LockOperation.Exclusive, folder.Path);
        return true;
    });

    /// <summary>Takes the lock; null when another process holds it, or when the directory no longer exists.</summary>
    public static ContainerLock? TryTake(ContainerDirectory folder) => Open(folder, descriptor => descriptor.TryLock(LockOperation.Exclusive | LockOperation.NonBlocking, folder.Path));

    /// <summary>Whether the lock is free. The check takes a shared lock, so that two checks do not hinder each other.</summary>
    public static bool IsFree(ContainerDirectory folder)
    {
        using ContainerLock? looking = Open(folder, descriptor => descriptor.TryLock(LockOperation.Shared | LockOperation.NonBlocking, folder.Path));
        return looking is not null;
    }

    /// <summary>Lets go of it. By name, not by closing: a program that is just being started may have the descriptor for a moment.</summary>
    public void Dispose()
    {
        _ = Libc.flock(_folder, LockOperation.Unlock);
        _folder.Dispose();
    }

    private static ContainerLock? Open(ContainerDirectory folder, Func<FileDescriptor, bool> take)
    {
        if (FileDescriptor.TryOpen(folder.Path, OpenFlags.ReadOnly) is not { } descriptor) return null;
        try
        {
            if (take(descriptor)) return new ContainerLock(descriptor);
        }
        catch
        {
            descriptor.Dispose();
            throw;
        }
        descriptor.Dispose();
        return null;
    }
}
