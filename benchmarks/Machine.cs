using System.Runtime.InteropServices;

namespace ContainerNet.Benchmarks;

/// <summary>Where and with what it was measured; without that, a number means nothing.</summary>
internal sealed record Machine(string Date, string Kernel, string Architecture, int Processors, IReadOnlyDictionary<string, string> Versions)
{
    public static Machine Read()
    {
        var versions = new Dictionary<string, string>
        {
            ["ContainerNet"] = typeof(NetHost).Assembly.GetName().Version!.ToString(3),
            [".NET"] = Environment.Version.ToString(),
            ["ip"] = Tool.Output("ip", "-V"),
        };
        if (Tool.Exists("pwsh")) versions["pwsh"] = Tool.Output("pwsh", "--version");
        return new Machine(
            DateTime.UtcNow.ToString("yyyy-MM-dd HH:mm 'UTC'"),
            File.ReadAllText("/proc/sys/kernel/osrelease").Trim(),
            RuntimeInformation.ProcessArchitecture.ToString(),
            Environment.ProcessorCount,
            versions);
    }

    public override string ToString()
        => $"{Date}; Linux {Kernel}, {Architecture}, {Processors} processors; {string.Join(", ", Versions.Select(version => $"{version.Key} ({version.Value})"))}";
}
