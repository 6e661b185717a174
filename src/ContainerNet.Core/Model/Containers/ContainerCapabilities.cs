using System.Globalization;

namespace ContainerNet;

/// <summary>Which capabilities a container has: Docker's fourteen, and what <c>--cap-add</c> and <c>--cap-drop</c> make of them.</summary>
public static class ContainerCapabilities
{
    // By their numbers (linux/capability.h).
    private static readonly string[] _names =
    [
        "CHOWN", "DAC_OVERRIDE", "DAC_READ_SEARCH", "FOWNER", "FSETID", "KILL", "SETGID", "SETUID", "SETPCAP", "LINUX_IMMUTABLE",
        "NET_BIND_SERVICE", "NET_BROADCAST", "NET_ADMIN", "NET_RAW", "IPC_LOCK", "IPC_OWNER", "SYS_MODULE", "SYS_RAWIO", "SYS_CHROOT",
        "SYS_PTRACE", "SYS_PACCT", "SYS_ADMIN", "SYS_BOOT", "SYS_NICE", "SYS_RESOURCE", "SYS_TIME", "SYS_TTY_CONFIG", "MKNOD", "LEASE",
        "AUDIT_WRITE", "AUDIT_CONTROL", "SETFCAP", "MAC_OVERRIDE", "MAC_ADMIN", "SYSLOG", "WAKE_ALARM", "BLOCK_SUSPEND", "AUDIT_READ",
        "PERFMON", "BPF", "CHECKPOINT_RESTORE",
    ];

    private static readonly string[] _default =
    [
        "CHOWN", "DAC_OVERRIDE", "FSETID", "FOWNER", "MKNOD", "NET_RAW", "SETGID", "SETUID", "SETFCAP", "SETPCAP", "NET_BIND_SERVICE",
        "SYS_CHROOT", "KILL", "AUDIT_WRITE",
    ];

    /// <summary>The names of all capabilities (capabilities(7)), without <c>CAP_</c>.</summary>
    public static IReadOnlyList<string> All => _names;

    /// <summary>The default capabilities of a container: Docker's.</summary>
    public static IReadOnlyList<string> Default => _default;

    /// <summary>The names of a set of capabilities, a bit each.</summary>
    internal static IReadOnlyList<string> Names(ulong set) => [.. _names.Where((_, number) => (set >> number & 1) != 0).Select(name => "CAP_" + name)];

    /// <summary>Works out a container's capabilities.</summary>
    /// <param name="options">The request.</param>
    /// <param name="held">Those that this process can pass on, a bit each: privileged and ALL mean these.</param>
    /// <exception cref="ContainerNetException">One does not exist, or is not held.</exception>
    internal static IReadOnlyList<string> Choose(ContainerOptions options, ulong held)
    {
        string[] added = [.. options.Capabilities.Where(name => !IsDrop(name)).Select(Known)];
        string[] dropped = [.. options.Capabilities.Where(IsDrop).Select(name => Known(name[1..]))];
        if (options.Privileged) return Names(held);
        if (added.FirstOrDefault(name => name != "ALL" && (held >> Array.IndexOf(_names, name) & 1) == 0) is { } lacking)
        {
            throw new ContainerNetException($"This process does not have the capability CAP_{lacking}, so it cannot give it to a container.", ErrorKind.Permission) { ErrorId = "CapabilityMissing", Subject = lacking };
        }
        if (added.Contains("ALL")) return [.. Names(held).Except(dropped.Select(name => "CAP_" + name))];
        IEnumerable<string> kept = dropped.Contains("ALL") ? [] : _default.Except(dropped).Where(name => (held >> Array.IndexOf(_names, name) & 1) != 0);
        return [.. kept.Union(added).Select(name => "CAP_" + name)];
    }

    /// <summary>The capabilities that this process has, a bit each.</summary>
    internal static ulong Held()
    {
        string line = File.ReadLines("/proc/self/status").First(line => line.StartsWith("CapPrm:", StringComparison.Ordinal));
        return ulong.Parse(line.AsSpan(line.IndexOf(':') + 1).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }

    private static bool IsDrop(string name) => name.StartsWith('-');

    private static string Known(string text)
    {
        string name = text.ToUpperInvariant();
        if (name.StartsWith("CAP_", StringComparison.Ordinal)) name = name[4..];
        return name == "ALL" || _names.Contains(name)
            ? name
            : throw ContainerNetException.Invalid("InvalidCapability", text, $"'{text}' is not a capability. Give a name from capabilities(7), such as NET_ADMIN, or ALL. A '-' before the name drops the capability.");
    }
}
