using ContainerNet.Linux.Files;
using ContainerNet.Linux.Mounts;
using ContainerNet.Linux.Syscalls;

namespace ContainerNet.Containers.Images.Layers;

/// <summary>
/// A container's root file system, in the container's own directory: the layers below, which it never writes to, and what it
/// changes in <c>upper</c>; together they are mounted at <c>merged</c>.
/// </summary>
/// <param name="folder">The container's directory, which lasts.</param>
internal sealed class RootFileSystem(string folder)
{
    private const UnixFileMode ForEveryone = (UnixFileMode)0b111_101_101;

    /// <summary>Where it is mounted: what the OCI runtime is given as root.</summary>
    public string Merged => Path.Combine(folder, "merged");

    /// <summary>Whether it is mounted, as this process sees it.</summary>
    public bool IsMounted => OverlayMount.IsMounted(Merged);

    /// <summary>Whether changes are in memory, and are lost with the mount.</summary>
    public bool IsInMemory => OverlayMount.IsMounted(Memory);

    /// <summary>The directory that takes the container's changes.</summary>
    public string Upper => Path.Combine(IsInMemory ? Memory : folder, "upper");

    private string Memory => Path.Combine(folder, "memory");

    /// <summary>Mounts it, in the mount namespace of this process. Earlier changes of the container are visible again, unless its directory is inside of the lower layer: then changes are in memory, and are lost with the mount.</summary>
    /// <param name="lower">An image's layers, or one directory; the lowest first.</param>
    /// <param name="owner">The user and group that own the mount points that are made in it.</param>
    /// <exception cref="ContainerNetException">A directory does not exist, or the kernel refuses.</exception>
    public void Mount(IReadOnlyList<string> lower, uint owner = 0)
    {
        Check(lower);
        Unmount();
        PrivateDirectory.Ensure(folder);
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
        // Overlayfs takes layers whose owners are mapped since Linux 5.19.
        catch (SystemCallException e) when (e.Errno == Errno.EINVAL && owner != 0)
        {
            throw IdMappedMount.Unsupported(lower[0], e.Errno);
        }
        MountPoints.Lay(Merged, owner);
    }

    /// <summary>Checks that all that lies below is there.</summary>
    /// <exception cref="ContainerNetException">A directory does not exist.</exception>
    public static void Check(IReadOnlyList<string> lower)
    {
        if (lower.FirstOrDefault(layer => !Directory.Exists(layer)) is { } missing)
            throw ContainerNetException.NotFound("RootFileSystemNotFound", missing, $"The root file system {missing} is not an existing directory.");
    }

    /// <summary>Unmounts it; the changes stay. A missing mount is no error.</summary>
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
