using ContainerNet.Linux.Syscalls;

namespace ContainerNet.Linux.NetNs;

/// <summary>Finds the network namespaces of one host, and runs work inside them.</summary>
/// <param name="options">Where the host is.</param>
internal sealed class HostNamespaces(NetHostOptions options)
{
    private ulong _hostInode;

    /// <summary>The path of a namespace of this host.</summary>
    public string PathOf(NamespaceReference reference)
        => reference.IsHost ? options.NamespacePath : reference.Path ?? Path.Combine(options.NamespaceDirectory, reference.Name!);

    /// <summary>The inode of the host's own namespace.</summary>
    public ulong HostInode => _hostInode != 0 ? _hostInode : _hostInode = InodeOf(NamespaceReference.Host);

    /// <summary>The inode of a namespace.</summary>
    /// <exception cref="ContainerNetException">NamespaceNotFound: there is no such namespace.</exception>
    public ulong InodeOf(NamespaceReference reference) => TryIdentify(reference)?.Inode ?? throw NotFound(reference);

    /// <summary>The file that is a namespace; null when there is none.</summary>
    public FileIdentity? TryIdentify(NamespaceReference reference)
        => FileIdentity.Of(PathOf(reference)) is { } identity && NamespaceIdentity.IsNamespace(identity) ? identity : null;

    /// <summary>Opens a namespace.</summary>
    /// <exception cref="ContainerNetException">NamespaceNotFound: there is no such namespace; or CAP_SYS_ADMIN is missing.</exception>
    public FileDescriptor Open(NamespaceReference reference)
    {
        string path = PathOf(reference);
        try
        {
            return FileDescriptor.Open(path, OpenFlags.ReadOnly);
        }
        catch (SystemCallException e) when (e.Kind == ErrorKind.NotFound)
        {
            throw ContainerNetException.NotFound("NamespaceNotFound", reference.ToString(), $"Network namespace '{reference}' does not exist: there is no file {path}.");
        }
        // The kernel hides the namespaces of another user's process. A caller that may enter them may also look.
        catch (SystemCallException e) when (e.Kind == ErrorKind.Permission && Capabilities.Missing(Capability.SysAdmin) is { } missing)
        {
            throw missing;
        }
    }

    /// <summary>Runs work inside a namespace.</summary>
    /// <exception cref="ContainerNetException">The namespace cannot be opened or entered.</exception>
    public T Run<T>(NamespaceReference reference, Func<T> work)
    {
        // Reading the process's own links needs no privilege, and entering a namespace does.
        if (reference.IsHost && options.NamespacePath == NetHostOptions.OwnNamespace && NamespaceIdentity.IsCurrent(options.NamespacePath))
            return work();
        using FileDescriptor descriptor = Open(reference);
        return Run(reference, descriptor, work);
    }

    /// <summary>Runs work inside a namespace that is open.</summary>
    /// <exception cref="ContainerNetException">The namespace cannot be entered.</exception>
    public static T Run<T>(NamespaceReference reference, FileDescriptor descriptor, Func<T> work)
    {
        T result = default!;
        try
        {
            NamespaceWorker.Shared.Run(descriptor, () => result = work());
        }
        catch (SystemCallException e) when (e.Call == "setns")
        {
            throw NotEntered(reference, e);
        }
        return result;
    }

    /// <summary>The error for a namespace that could not be entered.</summary>
    public static ContainerNetException NotEntered(NamespaceReference reference, SystemCallException cause) => cause.Errno switch
    {
        Errno.EINVAL => ContainerNetException.NotFound("NotANamespace", reference.ToString(), $"'{reference}' is not a network namespace: no namespace is mounted there."),
        Errno.EPERM => Capabilities.Missing(Capability.SysAdmin) ?? cause,
        _ => cause,
    };

    /// <summary>The error for a namespace that does not exist.</summary>
    public ContainerNetException NotFound(NamespaceReference reference)
        => ContainerNetException.NotFound("NamespaceNotFound", reference.ToString(), $"There is no network namespace '{reference}': {PathOf(reference)} does not refer to one.");
}
