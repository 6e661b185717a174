namespace ContainerNet.Linux.Syscalls;

/// <summary>Linux capabilities this project needs (linux/capability.h).</summary>
internal enum Capability
{
    NetAdmin = 12,
    NetRaw = 13,
    SysAdmin = 21,
}

/// <summary>The capabilities this process holds.</summary>
internal static class Capabilities
{
    // What was held once. A process seldom gives it up again, and then the kernel refuses.
    private static ulong _held;

    /// <summary>Its name as capabilities(7) has it.</summary>
    public static string Name(this Capability capability) => capability switch
    {
        Capability.NetAdmin => "CAP_NET_ADMIN",
        Capability.NetRaw => "CAP_NET_RAW",
        Capability.SysAdmin => "CAP_SYS_ADMIN",
        _ => throw new ArgumentOutOfRangeException(nameof(capability)),
    };

    /// <summary>An error that names the first capability that is missing, or null when all are held.</summary>
    public static ContainerNetException? Missing(params ReadOnlySpan<Capability> needed)
    {
        foreach (Capability capability in needed)
        {
            if (IsIn(_held, capability) || IsIn(_held = Effective(), capability)) continue;
            return new ContainerNetException(
                $"This operation needs the capability {capability.Name()}, which this process does not have. Run PowerShell as root, for example with sudo.",
                ErrorKind.Permission, Errno.EPERM)
            { ErrorId = "CapabilityMissing", Subject = capability.Name() };
        }
        return null;
    }

    private static bool IsIn(ulong set, Capability capability) => (set >> (int)capability & 1) != 0;

    // capget(2) of this thread: version 3 of its header, and two halves of effective, permitted, inheritable.
    private static unsafe ulong Effective()
    {
        uint* header = stackalloc uint[2] { 0x20080522, 0 };
        uint* data = stackalloc uint[6];
        return NativeMethods.capget(header, data) == 0 ? (ulong)data[3] << 32 | data[0] : 0;
    }
}
