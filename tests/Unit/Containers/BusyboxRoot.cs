using ContainerNet.Tests.Support;

namespace ContainerNet.Tests.Containers;

/// <summary>A root file system that holds busybox, two users, and nothing else.</summary>
internal static class BusyboxRoot
{
    public const string Program = "/bin/busybox";

    public static void Make(string root)
    {
        foreach (string folder in new[] { "bin", "sbin", "etc", "proc", "sys", "dev", "tmp", "root" }) Directory.CreateDirectory(Path.Combine(root, folder));
        File.Copy(Program, Path.Combine(root, "bin", "busybox"));
        foreach (string applet in Tool.Run(Program, ["--list"]).Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(applet => applet != "busybox"))
            File.CreateSymbolicLink(Path.Combine(root, "bin", applet), "busybox");
        File.WriteAllText(Path.Combine(root, "etc/passwd"), "root:x:0:0:root:/root:/bin/sh\nweb:x:1000:1001::/home/web:/bin/sh\n");
        File.WriteAllText(Path.Combine(root, "etc/group"), "root:x:0:\nweb:x:1001:\nextra:x:2000:web\nmore:x:2001:root,web\n");
        File.SetUnixFileMode(Path.Combine(root, "tmp"), (UnixFileMode)0b111_111_111);
    }
}
