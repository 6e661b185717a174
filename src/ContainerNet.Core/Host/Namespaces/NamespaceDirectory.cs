using ContainerNet.Linux.NetNs;
using ContainerNet.Linux.Syscalls;
using ContainerNet.Netlink;
using ContainerNet.Netlink.Route;
using ContainerNet.Plans;
using Tmds.Linux;

namespace ContainerNet.Host.Namespaces;

/// <summary>
/// The directory of named namespaces. A name is an empty file with a namespace's nsfs file bind-mounted over it; the directory is
/// a shared mount, so that a name made here is seen, and removed, in every mount namespace (ip-netns(8), netns_add in iproute2).
/// </summary>
internal class NamespaceDirectory(string path)
{
    // The kernel gives lo the same index in every namespace (LOOPBACK_IFINDEX).
    private const int LoopbackIndex = 1;

    // The mount that was made shared; 0 before.
    private ulong _shared;

    /// <summary>The file of a name.</summary>
    public string PathOf(string name) => Path.Combine(path, name);

    /// <summary>The name of a file of this directory; null for any other file.</summary>
    public string? NameOf(string file) => Path.GetDirectoryName(file) == path ? Path.GetFileName(file) : null;

    /// <summary>Whether the name is taken, be it by a namespace or by a file that only looks like one.</summary>
    public bool Exists(string name) => File.Exists(PathOf(name));

    /// <summary>Whether the name is a namespace's.</summary>
    public bool IsMounted(string name) => FileIdentity.Of(PathOf(name)) is { } identity && NamespaceIdentity.IsNamespace(identity);

    /// <summary>All names, sorted.</summary>
    public IReadOnlyList<string> Names()
    {
        if (!Directory.Exists(path)) return [];
        string[] names = [.. Directory.EnumerateFiles(path).Select(file => Path.GetFileName(file))];
        Array.Sort(names, string.CompareOrdinal);
        return names;
    }

    /// <summary>Makes a namespace with lo up, gives it the name, and opens a rtnetlink socket in it.</summary>
    public NetlinkSocket Create(string name)
    {
        string file = PathOf(name);
        Prepare();
        Reserve(file, name);
        NetlinkSocket? socket = null;
        try
        {
            NamespaceWorker.Shared.RunInNew(() =>
            {
                socket = NetlinkSocket.Open(NetlinkProtocol.Route);
                socket.Request(SetLoopbackUp);
                Libc.Check(Libc.mount(ThreadNamespace.Path, file, "none", MountFlags.Bind, null), "mount", file);
            });
            return socket!;
        }
        catch
        {
            socket?.Dispose();
            Remove(name);
            throw;
        }
    }

    /// <summary>Makes a namespace without a name, with lo up. It ends when the descriptor is closed.</summary>
    public static FileDescriptor CreateNameless()
    {
        FileDescriptor? made = null;
        NamespaceWorker.Shared.RunInNew(() =>
        {
            using NetlinkSocket socket = NetlinkSocket.Open(NetlinkProtocol.Route);
            socket.Request(SetLoopbackUp);
            made = ThreadNamespace.Open();
        });
        return made!;
    }

    /// <summary>Gives a name to a namespace that another program makes and mounts on the name's file, and sets its lo up.</summary>
    /// <param name="name">The name.</param>
    /// <param name="make">Makes the namespace; its argument is the file.</param>
    public void Create(string name, Action<string> make)
    {
        Prepare();
        make(PathOf(name));
        using FileDescriptor made = FileDescriptor.Open(PathOf(name), OpenFlags.ReadOnly);
        NamespaceWorker.Shared.Run(made, () =>
        {
            using NetlinkSocket socket = NetlinkSocket.Open(NetlinkProtocol.Route);
            socket.Request(SetLoopbackUp);
        });
    }

    /// <summary>Removes a name; the namespace ends when nothing else keeps it.</summary>
    /// <exception cref="ContainerNetException">The name does not exist.</exception>
    public void Remove(string name)
    {
        string file = PathOf(name);
        // EINVAL: the file is no mount point, as a killed process may leave it. Two mounts may lie over each other.
        while (Libc.umount2(file, LibC.MNT_DETACH) == 0) { }
        if (Libc.LastError == Errno.ENOENT) throw ContainerNetException.NotFound("NamespaceNotFound", name, $"Network namespace '{name}' does not exist in {path}.");
        if (Libc.LastError != Errno.EINVAL) throw new SystemCallException("umount", file, Libc.LastError);
        File.Delete(file);
    }

    private static void SetLoopbackUp(NetlinkWriter writer)
    {
        writer.BeginMessage(RouteMessage.NewLink, MessageFlags.Ack, LinkWriter.Header(LoopbackIndex, up: true));
        writer.EndMessage();
    }

    private void Reserve(string file, string name)
    {
        if (Libc.mknod(file, FileType.Regular, 0) == 0) return;
        if (Libc.LastError != Errno.EEXIST) throw new SystemCallException("mknod", file, Libc.LastError);
        string what = IsMounted(name) ? "Network namespace" : "A file without a mounted network namespace";
        throw ContainerNetException.Exists("NamespaceExists", name, $"{what} '{name}' already exists in {path}. Remove-NetNamespace removes it.");
    }

    private void Prepare()
    {
        if (_shared != 0 && FileStatus.MountOf(path) == _shared) return;
        if (!Directory.Exists(path)) Directory.CreateDirectory(path, (UnixFileMode)0b111_101_101);
        Share();
        _shared = FileStatus.MountOf(path);
    }

    // The first process binds the directory over itself and makes that mount shared. iproute2 holds the same lock meanwhile.
    private void Share()
    {
        using FileDescriptor folder = FileDescriptor.Open(path, OpenFlags.ReadOnly);
        folder.TryLock(LockOperation.Exclusive, path);
        if (Libc.mount("", path, "none", MountFlags.Shared | MountFlags.Recursive, null) == 0) return;
        if (Libc.LastError != Errno.EINVAL) throw new SystemCallException("mount --make-shared", path, Libc.LastError);
        Libc.Check(Libc.mount(path, path, "none", MountFlags.Bind | MountFlags.Recursive, null), "mount --bind", path);
        Libc.Check(Libc.mount("", path, "none", MountFlags.Shared | MountFlags.Recursive, null), "mount --make-shared", path);
    }
}

/// <summary>The host's named namespaces.</summary>
internal static class NamespaceFolderService
{
    extension(HostContext host)
    {
        /// <summary>The host's named namespaces.</summary>
        public NamespaceDirectory NamespaceDirectory => host.Get<NamespaceDirectory>();
    }
}
