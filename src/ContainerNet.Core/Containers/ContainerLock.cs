using ContainerNet.Interop;

namespace ContainerNet.Containers;

/// <summary>
/// Held by whoever starts, ends or removes a container: a file lock on its folder, which other processes honour and which dies
/// with its holder.
/// </summary>
internal sealed class ContainerLock : IDisposable
{
    private readonly FileDescriptor _folder;

    private ContainerLock(FileDescriptor folder) => _folder = folder;

    /// <summary>Takes the lock, waiting for whoever holds it; null when the folder is gone.</summary>
    public static ContainerLock? Take(ContainerFolder folder) => Take(folder, LockOperation.Exclusive);

    /// <summary>Takes the lock; null when somebody holds it, or when the folder is gone.</summary>
    public static ContainerLock? TryTake(ContainerFolder folder) => Take(folder, LockOperation.Exclusive | LockOperation.NonBlocking);

    /// <summary>Lets go of it.</summary>
    public void Dispose() => _folder.Dispose();

    private static ContainerLock? Take(ContainerFolder folder, LockOperation operation)
    {
        if (FileDescriptor.TryOpen(folder.Path, OpenFlags.ReadOnly) is not { } descriptor) return null;
        try
        {
            if (descriptor.TryLock(operation, folder.Path)) return new ContainerLock(descriptor);
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
