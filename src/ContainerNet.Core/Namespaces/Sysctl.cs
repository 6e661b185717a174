using System.Text;
using ContainerNet.Interop;

namespace ContainerNet.Namespaces;

/// <summary>
/// Kernel parameters below /proc/sys/net. A file there belongs to the namespace of the thread that opens it, so reading and
/// writing happen inside it.
/// </summary>
internal static class Sysctl
{
    // What one read takes; of a list of ports the kernel gives no more than that (proc_do_large_bitmap in kernel/sysctl.c).
    private const int MaxLength = 16 * 1024;

    /// <summary>The value without its line end; null where the kernel has no such parameter.</summary>
    public static string? Read(NetHost host, NamespaceReference reference, string key)
    {
        using FileDescriptor descriptor = host.OpenNamespace(reference);
        return NetHost.Inside(reference, descriptor, () =>
        {
            using FileDescriptor? file = host.Sysctls.TryOpen(key, OpenFlags.ReadOnly);
            return file is null ? null : Read(file, key);
        });
    }

    /// <summary>Writes a value.</summary>
    public static void Write(NetHost host, NamespaceReference reference, string key, string value)
    {
        using FileDescriptor descriptor = host.OpenNamespace(reference);
        NetHost.Inside(reference, descriptor, () =>
        {
            using FileDescriptor? file = host.Sysctls.TryOpen(key, OpenFlags.WriteOnly);
            if (file is null) throw ContainerNetException.NotFound("SysctlNotFound", key, $"This kernel has no parameter '{key}' in {reference.Description}.");
            Write(file, key, value);
            return true;
        });
    }

    private static unsafe string? Read(FileDescriptor file, string key)
    {
        byte* buffer = stackalloc byte[MaxLength];
        nint length = Libc.pread(file, buffer, MaxLength, 0);
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
