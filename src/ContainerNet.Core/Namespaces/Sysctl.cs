using System.Text;
using ContainerNet.Interop;
using ContainerNet.Plans;

namespace ContainerNet.Namespaces;

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
    public static string? Read(NetHost host, NamespaceReference reference, string key)
    {
        using FileDescriptor? file = reference.IsHost
            ? host.Sysctls.TryOpenOfHost(key, OpenFlags.ReadOnly)
            : host.InNamespace(reference, () => host.Sysctls.TryOpen(key, OpenFlags.ReadOnly));
        return file is null ? null : Read(file, key);
    }

    /// <summary>A parameter of the host as a whole, and none of an interface: what comes and goes is not kept open.</summary>
    /// <inheritdoc cref="Read(NetHost, NamespaceReference, string)"/>
    public static string? ReadOfHost(NetHost host, string key) => host.Sysctls.KeptOfHost(key) is { } file ? Read(file, key) : null;

    /// <summary>Sets parameters of one namespace in one stay there, all of them or none.</summary>
    /// <exception cref="ContainerNetException">SysctlNotFound or SysctlRefused: one of them.</exception>
    public static void Set(PlanSession session, NamespaceReference reference, SysctlSetting[] settings)
    {
        SysctlFiles files = session.Host.Sysctls;
        if (reference.IsHost)
        {
            Set(key => files.TryOpenOfHost(key, OpenFlags.WriteOnly), reference, settings);
            return;
        }
        NetHost.Inside(reference, session.Namespace(reference), () =>
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
        if (file is null) throw ContainerNetException.NotFound("SysctlNotFound", key, $"This kernel has no parameter '{key}' in {reference.Description}.");
        Write(file, key, value);
    }

    private static unsafe string? Read(FileDescriptor file, string key, int size = MostlyEnough)
    {
        byte* buffer = stackalloc byte[size];
        nint length = Libc.pread(file, buffer, (nuint)size, 0);
        if (length == size && size < MaxLength) return Read(file, key, MaxLength);
        if (length >= 0) return Encoding.UTF8.GetString(buffer, (int)length).TrimEnd('\n');
        // A folder is no parameter.
        return Libc.LastError == Errno.EISDIR ? null : throw new SystemCallException("read", $"/proc/sys/{key}", Libc.LastError);
    }

    private static unsafe void Write(FileDescriptor file, string key, string value)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(value);
        fixed (byte* start = bytes)
        {
            if (Libc.write(file, start, (nuint)bytes.Length) >= 0) return;
        }
        throw ContainerNetException.Invalid("SysctlRefused", value, $"The kernel refuses '{value}' for '{key}': {Libc.LastError.Text()}");
    }

    /// <summary>Accepts <c>net.ipv4.ip_forward</c> and <c>net/ipv4/ip_forward</c>; as in sysctl(8) the first separator decides which it is.</summary>
    public static string Normalize(string key)
    {
        int first = key.AsSpan().IndexOfAny('.', '/');
        string path = first >= 0 && key[first] == '.' ? string.Concat(key.Select(c => c switch { '.' => '/', '/' => '.', _ => c })) : key;
        bool valid = path.StartsWith("net/", StringComparison.Ordinal) && !path.Split('/').Any(part => part is "" or "." or "..") && !path.Contains('\0', StringComparison.Ordinal);
        return valid ? path : throw ContainerNetException.Invalid("InvalidSysctl", key, $"'{key}' is not a network parameter; names begin with net., such as net.ipv4.ip_forward.");
    }
}
