using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace ContainerNet.Benchmarks;

/// <summary>Where and with what it was measured; without that, a number means nothing.</summary>
/// <param name="Date">When.</param>
/// <param name="Kernel">The kernel's release.</param>
/// <param name="Architecture">The processors' kind.</param>
/// <param name="Processor">Their name.</param>
/// <param name="Processors">How many.</param>
/// <param name="Load">The load average before the first row, of the last minute: what else the machine did.</param>
/// <param name="Versions">Of each program that took part, its version.</param>
internal sealed partial record Machine(string Date, string Kernel, string Architecture, string Processor, int Processors, string Load, IReadOnlyDictionary<string, string> Versions)
{
    private static readonly (string Name, string Program, string Option)[] _programs =
    [
        ("iproute2", "ip", "-V"), ("pwsh", "pwsh", "--version"), ("Docker Engine", "dockerd", "--version"), ("CNI plugins", Peers.CniPlugins.Bridge, "--version"),
        ("netavark", Peers.Netavark.Program, "--version"), ("iptables", "iptables", "--version"), ("iperf3", "iperf3", "--version"),
        ("podman", "podman", "--version"), ("runc", "runc", "--version"), ("conmon", "conmon", "--version"), ("cc", "cc", "--version"),
    ];

    public static Machine Read() => new(
        DateTime.UtcNow.ToString("yyyy-MM-dd HH:mm 'UTC'"),
        File.ReadAllText("/proc/sys/kernel/osrelease").Trim(),
        RuntimeInformation.ProcessArchitecture.ToString(),
        ReadProcessor(),
        Environment.ProcessorCount,
        File.ReadAllText("/proc/loadavg").Split(' ')[0],
        ReadVersions());

    public override string ToString()
        => $"{Date}; {Processors} × {Processor} ({Architecture}); Linux {Kernel}; load {Load}; {string.Join(", ", Versions.Select(version => $"{version.Key} {version.Value}"))}.";

    // Arm's processors have no name there.
    private static string ReadProcessor()
        => File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim() ?? "processor without a name";

    private static Dictionary<string, string> ReadVersions()
    {
        var versions = new Dictionary<string, string> { ["ContainerNet"] = typeof(NetHost).Assembly.GetName().Version!.ToString(3), [".NET"] = Environment.Version.ToString() };
        foreach ((string name, string program, string option) in _programs) versions[name] = Tool.Exists(program) ? Version(program, option) : "not installed";
        return versions;
    }

    // Each says its version in other words, and some where errors go.
    private static string Version(string program, string option)
    {
        string said = Tool.Output("sh", "-c", "\"$0\" \"$1\" 2>&1 | head -n 1", program, option);
        return Number().Match(said) is { Success: true } number ? number.Value : "of unknown version";
    }

    [GeneratedRegex(@"\d+(\.\d+)+")]
    private static partial Regex Number();
}
