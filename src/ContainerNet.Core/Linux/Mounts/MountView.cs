using ContainerNet.Linux.Syscalls;
using Tmds.Linux;

namespace ContainerNet.Linux.Mounts;

/// <summary>
/// What a program inside a named namespace sees of the file system: /sys shows the namespace's own network, and the files
/// in /etc/netns/NAME lie over those in /etc (ip-netns(8)).
/// </summary>
internal static class MountView
{
    /// <summary>Gives the calling thread, for good, a mount namespace with that view. Its network namespace has to be the right one already.</summary>
    public static void Enter(string? etcFolder)
    {
        Libc.Check(LibC.unshare(LibC.CLONE_NEWNS), "unshare", "mount namespace");
        // What is mounted here must not show outside; what is mounted outside still shows here.
        Libc.Check(Libc.mount("", "/", "none", MountFlags.Slave | MountFlags.Recursive, null), "mount --make-rslave", "/");
        ShowNetworkInSys();
        if (etcFolder is not null) BindEtcFiles(etcFolder);
    }

    private static void ShowNetworkInSys()
    {
        // What is mounted below /sys, cgroups among it, is missing in this view, as with ip netns exec.
        _ = Libc.umount2("/sys", LibC.MNT_DETACH);
        Libc.Check(Libc.mount("sysfs", "/sys", "sysfs", MountFlags.None, null), "mount", "/sys");
    }

    private static void BindEtcFiles(string folder)
    {
        if (!Directory.Exists(folder)) return;
        foreach (string source in Directory.EnumerateFileSystemEntries(folder))
        {
            string target = Path.Combine("/etc", Path.GetFileName(source));
            if (Path.Exists(target)) Libc.Check(Libc.mount(source, target, "none", MountFlags.Bind | MountFlags.Recursive, null), "mount --bind", target);
        }
    }
}
