using ContainerNet.Linux.Syscalls;
using Xunit;

namespace ContainerNet.Tests.Support;

/// <summary>Skips a test where what it needs is missing, and says what.</summary>
internal static class Requires
{
    public static void Root()
    {
        if (Capabilities.Missing(Capability.NetAdmin, Capability.SysAdmin, Capability.NetRaw) is { } missing) Assert.Skip(missing.Message);
    }

    /// <summary>A kind of link, by making one in a namespace that ends at once.</summary>
    public static void LinkKind(string kind)
    {
        (int exitCode, _, string error) = Tool.Try("unshare", ["--net", "ip", "link", "add", "probe0", "type", kind]);
        if (exitCode != 0) Assert.Skip($"This kernel has no links of kind {kind}: {error.Trim()}");
    }

    /// <summary>Macvlan links.</summary>
    public static void Macvlan()
    {
        (int exitCode, _, string error) = Tool.Try("unshare", ["--net", "sh", "-c", "ip link add v0 type veth peer name v1 && ip link add link v0 name probe0 type macvlan"]);
        if (exitCode != 0) Assert.Skip($"This kernel has no links of kind macvlan: {error.Trim()}");
    }

    /// <summary>A program.</summary>
    public static void Program(string path)
    {
        if (!File.Exists(path)) Assert.Skip($"{path} is not installed.");
    }
}
