using System.Globalization;
using ContainerNet.Containers.Images.Layers;
using ContainerNet.Containers.Oci;
using ContainerNet.Containers.Records;
using ContainerNet.Containers.Runtime;
using ContainerNet.Linux.Mounts;
using ContainerNet.Linux.Syscalls;

namespace ContainerNet.Containers.Lifecycle;

/// <summary>
/// The users of a container that has its own: a user namespace, the network namespace that belongs to it, and the layers of the
/// root file system as its users own them. Overlayfs cannot map owners itself, but takes layers that are mapped.
/// </summary>
/// <param name="folder">The container's directories.</param>
/// <param name="mapping">How the users inside map to users of the host.</param>
internal sealed class ContainerUsers(ContainerDirectory folder, IdMapping mapping)
{
    /// <summary>Where the user namespace is found while the container runs.</summary>
    public static string PathOf(ContainerDirectory folder) => Path.Combine(folder.Run, "users");

    /// <summary>The host's user for root inside.</summary>
    public uint RootId => mapping.First;

    /// <summary>Makes both namespaces.</summary>
    /// <param name="network">The file that the network namespace is mounted on; it is there.</param>
    public void Make(string network) => UserNamespace.Create(mapping, PathOf(folder), network);

    /// <summary>Mounts layers so that they belong to the container's users.</summary>
    /// <returns>Where they are mounted, in the same order.</returns>
    public IReadOnlyList<string> Map(IReadOnlyList<string> layers) => [.. layers.Select(Map)];

    /// <summary>Gives the container's root user the top of its file system and the right to pass to it. The directories on the way stay unreadable for it.</summary>
    public void GiveRoot(string stateDirectory)
    {
        using (FileDescriptor above = FileDescriptor.Open(folder.Path, OpenFlags.ReadOnly))
            Libc.Check(Libc.fchownat(above, Path.GetFileName(folder.Root.Merged), mapping.First, mapping.First, AtFlags.NoFollow), "fchownat", folder.Root.Merged);
        foreach (string passed in (string[])[stateDirectory, Path.GetDirectoryName(folder.Path)!, folder.Path])
            File.SetUnixFileMode(passed, File.GetUnixFileMode(passed) | UnixFileMode.OtherExecute);
    }

    /// <summary>Takes away what was mounted; it is no error that nothing is.</summary>
    public static void Release(ContainerDirectory folder)
    {
        if (File.Exists(PathOf(folder))) UserNamespace.Remove(PathOf(folder));
        if (!Directory.Exists(LayersOf(folder))) return;
        foreach (string layer in Directory.EnumerateDirectories(LayersOf(folder))) OverlayMount.Unmount(layer);
    }

    private static string LayersOf(ContainerDirectory folder) => Path.Combine(folder.Run, "layers");

    private string Map(string layer, int place)
    {
        string target = Path.Combine(LayersOf(folder), place.ToString(CultureInfo.InvariantCulture));
        Directory.CreateDirectory(target);
        IdMappedMount.Create(layer, target, PathOf(folder));
        return target;
    }
}
