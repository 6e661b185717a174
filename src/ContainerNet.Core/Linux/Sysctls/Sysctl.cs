using System.Text;
using ContainerNet.Linux.NetNs;
using ContainerNet.Linux.Syscalls;

namespace ContainerNet.Linux.Sysctls;

/// <summary>
/// Kernel parameters below /proc/sys/net. A file there belongs to the namespace of the thread that opens it, so it is opened
/// inside.
/// </summary>
internal static class Sysctl
{
    // What one read takes; of a list of ports the kernel gives no more than that (proc_do_large_bitmap in kernel/sysctl.c).
    private const int MaxLength = 16 * 1024;
    private const int MostlyEnough = 64;

    /// <summary>The value without its line end; null where the kernel has no such parameter.</summary>
    public static string? Read(SysctlFiles files, NamespaceReference reference, string key)
    {
        using FileDescriptor? file = files.TryOpen(reference, key, OpenFlags.ReadOnly);
        return file is null ? null : Read(file, key);
    }

    /// <summary>A parameter of the host as a whole, not of an interface: files of interfaces are not kept open.</summary>
    /// <inheritdoc cref="Read(SysctlFiles, NamespaceReference, string)"/>
    public static string? ReadOfHost(SysctlFiles files, string key) => files.KeptOfHost(key) is { } file ? Read(file, key) : null;

    /// <summary>Sets parameters of one namespace in one stay there, all of them or none.</summary>
    /// <param name="files">The files of the host's parameters.</param>
    /// <param name="reference">The namespace.</param>
    /// <param name="open">Gives the namespace, open; not called for the host's own.</param>
    /// <param name="settings">The parameters.</param>
    /// <exception cref="ContainerNetException">SysctlNotFound or SysctlRefused: one of them.</exception>
    public static void Set(SysctlFiles files, NamespaceReference reference, Func<NamespaceReference, FileDescriptor> open, SysctlSetting[] settings)
    {
        if (reference.IsHost)
        {
            Set(key => files.TryOpenOfHost(key, OpenFlags.WriteOnly), reference, settings);
            return;
        }
        HostNamespaces.Run(reference, open(reference), () =>
        {
            Set(key => files.TryOpen(key, OpenFlags.WriteOnly), reference, settings);
            return true;
        });
    }

    private static void Set(Func<string, FileDescriptor?> open, NamespaceReference reference, SysctlSetting[] settings)
    {
        int done = 0;
        try
        {
            for (; done < settings.Length; done++) Write(open, reference, settings[done].Key, settings[done].New);
        }
        catch
        {
            while (--done >= 0) Write(open, reference, settings[done].Key, settings[done].Old);
            throw;
        }
    }

    private static void Write(Func<string, FileDescriptor?> open, NamespaceReference reference, string key, string value)
    {
        using FileDescriptor? file = open(key);
        if (file is null || !TryWrite(file, key, value)) throw ContainerNetException.NotFound("SysctlNotFound", key, $"This kernel has no parameter '{key}' in {reference.Description}.");
    }

    private static unsafe string? Read(FileDescriptor file, string key, int size = MostlyEnough)
    {
        byte* buffer = stackalloc byte[size];
        nint length = Libc.pread(file, buffer, (nuint)size, 0);
        if (length == size && size < MaxLength) return Read(file, key, MaxLength);
        if (length >= 0) return Encoding.UTF8.GetString(buffer, (int)length).TrimEnd('\n');
        // A directory is not a parameter. The parameters of an interface can go after they were opened: with it, or with its
        // namespace (grab_header in fs/proc/proc_sysctl.c).
        return Libc.LastError is Errno.EISDIR or Errno.ENOENT ? null : throw new SystemCallException("read", $"/proc/sys/{key}", Libc.LastError);
    }

    // False: the parameter went after it was opened.
    private static unsafe bool TryWrite(FileDescriptor file, string key, string value)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(value);
        fixed (byte* start = bytes)
        {
            if (Libc.write(file, start, (nuint)bytes.Length) >= 0) return true;
        }
        if (Libc.LastError == Errno.ENOENT) return false;
        throw ContainerNetException.Invalid("SysctlRefused", value, $"The kernel refuses '{value}' for '{key}': {Libc.LastError.Text()}");
    }

    /// <summary>Accepts <c>net.ipv4.ip_forward</c> and <c>net/ipv4/ip_forward</c>; as in sysctl(8) the first separator decides which it is.</summary>
    public static string Normalize(string key)
    {
        int first = key.AsSpan().IndexOfAny('.', '/');
        string path = first >= 0 && key[first] == '.' ? string.Concat(key.Select(c => c switch { '.' => '/', '/' => '.', _ => c })) : key;
        bool valid = path.StartsWith("net/", StringComparison.Ordinal) && !path.Split('/').Any(part => part is "" or "." or "..") && !path.Contains('\0', StringComparison.Ordinal);
        return valid ? path : throw ContainerNetException.Invalid("InvalidSysctl", key, $"'{key}' is not a network parameter. The names of network parameters begin with net., such as net.ipv4.ip_forward.");
    }
}
