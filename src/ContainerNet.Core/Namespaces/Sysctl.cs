using ContainerNet.Interop;

namespace ContainerNet.Namespaces;

/// <summary>
/// Kernel parameters below /proc/sys/net. A file there belongs to the namespace of the thread that opens it, so reading and
/// writing happen inside it.
/// </summary>
internal static class Sysctl
{
    /// <summary>The value without its line end; null where the kernel has no such parameter.</summary>
    public static string? Read(NetHost host, NamespaceReference reference, string key)
    {
        string path = PathOf(key);
        using FileDescriptor descriptor = host.OpenNamespace(reference);
        return NetHost.Inside(reference, descriptor, () => File.Exists(path) ? File.ReadAllText(path).TrimEnd('\n') : null);
    }

    /// <summary>Writes a value.</summary>
    public static void Write(NetHost host, NamespaceReference reference, string key, string value)
    {
        string path = PathOf(key);
        using FileDescriptor descriptor = host.OpenNamespace(reference);
        NetHost.Inside(reference, descriptor, () =>
        {
            if (!File.Exists(path)) throw ContainerNetException.NotFound("SysctlNotFound", key, $"This kernel has no parameter '{key}' in {reference.Description}.");
            try
            {
                File.WriteAllText(path, value);
            }
            catch (IOException e)
            {
                throw ContainerNetException.Invalid("SysctlRefused", value, $"The kernel refuses '{value}' for '{key}': {e.Message}");
            }
            return true;
        });
    }

    /// <summary>Accepts <c>net.ipv4.ip_forward</c> and <c>net/ipv4/ip_forward</c>; as in sysctl(8) the first separator decides which it is.</summary>
    public static string Normalize(string key)
    {
        int first = key.AsSpan().IndexOfAny('.', '/');
        string path = first >= 0 && key[first] == '.' ? string.Concat(key.Select(c => c switch { '.' => '/', '/' => '.', _ => c })) : key;
        bool valid = path.StartsWith("net/", StringComparison.Ordinal) && !path.Split('/').Any(part => part is "" or "." or "..") && !path.Contains('\0', StringComparison.Ordinal);
        return valid ? path : throw ContainerNetException.Invalid("InvalidSysctl", key, $"'{key}' is not a network parameter; names begin with net., such as net.ipv4.ip_forward.");
    }

    private static string PathOf(string key) => $"/proc/sys/{key}";
}
