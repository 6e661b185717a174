using System.Globalization;
using System.Runtime.InteropServices;
using ContainerNet.Plans;

namespace ContainerNet.Containers.Oci;

/// <summary>What config.json depends on besides the container: this machine, its kernel and this process's rights.</summary>
internal sealed record OciMachine
{
    private const string ControlGroups = "/sys/fs/cgroup";

    /// <summary>Whether there is one tree of control groups (version 2).</summary>
    public required bool HasUnifiedControlGroups { get; init; }

    /// <summary>Whether the kernel counts swap by control group.</summary>
    public required bool LimitsSwap { get; init; }

    /// <summary>How many processors there are.</summary>
    public required int Processors { get; init; }

    /// <summary>The capabilities that this process can pass on, a bit each.</summary>
    public required ulong Capabilities { get; init; }

    /// <summary>Whether SELinux guards files, so that they need labels.</summary>
    public required bool HasSELinux { get; init; }

    /// <summary>The processor's architecture.</summary>
    public required Architecture Architecture { get; init; }

    /// <summary>Where named volumes are.</summary>
    public required string VolumeDirectory { get; init; }

    /// <summary>Looks at this machine.</summary>
    public static OciMachine Detect(HostContext host)
    {
        bool unified = HasUnified();
        return new OciMachine
        {
            HasUnifiedControlGroups = unified,
            LimitsSwap = File.Exists(unified ? $"{ControlGroups}{OwnControlGroup()}/memory.swap.max" : $"{ControlGroups}/memory/memory.memsw.limit_in_bytes"),
            Processors = Environment.ProcessorCount,
            Capabilities = ContainerCapabilities.Held(),
            HasSELinux = File.Exists("/sys/fs/selinux/enforce"),
            Architecture = RuntimeInformation.OSArchitecture,
            VolumeDirectory = Path.Combine(host.Options.StateDirectory, "volumes"),
        };
    }

    /// <summary>Whether there is one tree of control groups (version 2), and not one for each controller.</summary>
    public static bool HasUnified() => File.Exists($"{ControlGroups}/cgroup.controllers");

    /// <summary>The least and the most processor time that can be requested.</summary>
    public string ProcessorRange => string.Create(CultureInfo.InvariantCulture, $"0.01 to {Processors}");

    private static string OwnControlGroup()
        => File.ReadLines("/proc/self/cgroup").FirstOrDefault(line => line.StartsWith("0::", StringComparison.Ordinal)) is { } line ? line[3..] : "/";
}
