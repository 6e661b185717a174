namespace ContainerNet.Linux.Sysctls;

/// <summary>What a kernel parameter is to be.</summary>
/// <param name="Key">Its name under /proc/sys, with slashes: <c>net/ipv4/ip_forward</c>.</param>
/// <param name="New">The value to set.</param>
/// <param name="Old">The value before.</param>
internal sealed record SysctlSetting(string Key, string New, string Old)
{
    /// <summary>The way back.</summary>
    public SysctlSetting Reversed() => new(Key, Old, New);
}
