using ContainerNet.Interop;
using ContainerNet.State;

namespace ContainerNet.Containers;

/// <summary>
/// A container's root file system, in the container's own folder: the layers below, which it never writes to, and what it
/// changes in <c>upper</c>; together they are mounted at <c>merged</c>.
/// </summary>
/// <param name="folder">The container's folder, which lasts.</param>
internal sealed class RootFileSystem(string folder)
{
    private const UnixFileMode ForEveryone = (UnixFileMode)0b111_101_101;

    /// <summary>Where it is mounted: what the OCI runtime is given as root.</summary>
    public string Merged => Path.Combine(folder, "merged");

    /// <summary>Whether it is mounted, as this process sees it.</summary>
    public bool IsMounted => OverlayMount.IsMounted(Merged);

    private string Memory => Path.Combine(folder, "memory");

    /// <summary>Mounts it, in the mount namespace of this process. What the container changed before is there again, unless its folder is inside of what lies below: then changes are in memory, and go with the mount.</summary>
    /// <param name="lower">An image's layers, or one folder; the lowest first.</param>
    /// <exception cref="ContainerNetException">A folder is not there, or the kernel refuses.</exception>
    public void Mount(IReadOnlyList<string> lower)
    {
        foreach (string layer in lower)
        {
            if (!Directory.Exists(layer)) throw ContainerNetException.NotFound("RootFileSystemNotFound", layer, $"There is no folder {layer} to run on.");
        }
        Unmount();
        PrivateFolder.Ensure(folder);
        Ensure(Merged);
        try
        {
            Mount(lower, folder);
        }
        // The kernel allows no changes to be kept inside of a layer, as they are where the host's own root is one.
        catch (SystemCallException e) when (e.Errno == Errno.ELOOP)
        {
            Ensure(Memory);
            Libc.Check(Libc.mount("tmpfs", Memory, "tmpfs", MountFlags.None, "mode=0755"), "mount -t tmpfs", Memory);
            Mount(lower, Memory);
        }
    }

    /// <summary>Takes the mount away; what was changed stays. It is no error that there is none.</summary>
    public void Unmount()
    {
        OverlayMount.Unmount(Merged);
        OverlayMount.Unmount(Memory);
    }

    private void Mount(IReadOnlyList<string> lower, string writable)
    {
        string upper = Path.Combine(writable, "upper");
        string work = Path.Combine(writable, "work");
        Ensure(upper);
        Ensure(work);
        OverlayMount.Mount(lower, upper, work, Merged);
    }

    private static void Ensure(string path)
    {
        if (Directory.Exists(path)) return;
        Directory.CreateDirectory(path);
        File.SetUnixFileMode(path, ForEveryone);
    }
}
