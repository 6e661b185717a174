using System.Globalization;
using ContainerNet.Containers.Oci;
using ContainerNet.Linux.Processes;
using ContainerNet.Linux.Syscalls;
using Tmds.Linux;

namespace ContainerNet.Containers.Runtime;

/// <summary>
/// A container's own users, and a network that belongs to them: without that, root inside could neither mount /sys nor set
/// the network's parameters. Both have to be there before the runtime.
/// </summary>
internal static class UserNamespace
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(10);

    /// <summary>Makes a user namespace and in it a network namespace, and keeps both by mounts on files that are made.</summary>
    /// <param name="mapping">How the users inside map to users outside.</param>
    /// <param name="userPath">Where the user namespace is found.</param>
    /// <param name="networkPath">Where the network namespace is found.</param>
    /// <exception cref="ContainerNetException">The kernel refuses, or util-linux is not installed.</exception>
    public static void Create(IdMapping mapping, string userPath, string networkPath)
    {
        // Only a process of one thread may have a user namespace made for it, which this one is not.
        using Pipe ready = Pipe.Open(), end = Pipe.Open();
        ChildProcess holder = ChildProcess.Start(new ChildProcessOptions
        {
            FileName = "/usr/bin/unshare",
            Arguments = ["--user", "--net", "sh", "-c", "echo; read end"],
            Descriptors = [end.Reader, ready.Writer, null],
        });
        try
        {
            ready.Writer.Dispose();
            if (!Readiness.Wait(ready.Reader, LibC.POLLIN, _timeout, CancellationToken.None) || ready.Reader.Read(new byte[1]) == 0) throw new ContainerNetException("The kernel does not allow a new user namespace. The sysctl user.max_user_namespaces sets the limit.", ErrorKind.Unsupported) { ErrorId = "UserNamespaceUnsupported" };
            string process = string.Create(CultureInfo.InvariantCulture, $"/proc/{holder.ProcessId}");
            File.WriteAllText($"{process}/uid_map", mapping.ToString());
            File.WriteAllText($"{process}/gid_map", mapping.ToString());
            Keep($"{process}/ns/user", userPath);
            Keep($"{process}/ns/net", networkPath);
        }
        catch
        {
            Remove(userPath);
            Remove(networkPath);
            throw;
        }
        finally
        {
            holder.Kill();
            _ = holder.Wait(_timeout);
        }
    }

    /// <summary>Removes one of the files; the namespace ends with the last process in it.</summary>
    public static void Remove(string path)
    {
        _ = Libc.umount2(path, LibC.MNT_DETACH);
        File.Delete(path);
    }

    private static void Keep(string source, string target)
    {
        File.WriteAllText(target, "");
        Libc.Check(Libc.mount(source, target, "none", MountFlags.Bind, null), "mount --bind", target);
    }
}
