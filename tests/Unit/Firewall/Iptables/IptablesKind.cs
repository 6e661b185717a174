using ContainerNet.Linux.Processes;
using ContainerNet.Tests.Support;
using Xunit;

namespace ContainerNet.Tests.Firewall.Iptables;

/// <summary>Which of its two kinds iptables is: over nf_tables, or the legacy one.</summary>
/// <param name="Infix">What the names of its programs have behind <c>iptables</c>.</param>
public sealed record IptablesKind(string Infix)
{
    /// <summary>What the host calls iptables.</summary>
    public static readonly IptablesKind Default = new("");

    /// <summary>The legacy one.</summary>
    public static readonly IptablesKind Legacy = new("-legacy");

    /// <summary>The name that a program has in this kind.</summary>
    public string Program(string name) => name.Replace("tables", "tables" + Infix, StringComparison.Ordinal);

    public override string ToString() => Program("iptables");

    /// <summary>Starts programs of this kind in a namespace; skips the test where they are missing or the kernel does not have it.</summary>
    internal Func<ChildProcessOptions, ChildProcess> StartIn(TestNamespace host)
    {
        (int exitCode, _, string error) = Try(host, Program("iptables"), "-t", "nat", "-L");
        if (exitCode != 0) Assert.Skip($"{Program("iptables")} does not work here: {error.Trim()}");
        return program => host.Run(() => ChildProcess.Start(program with { FileName = Program(program.FileName) }));
    }

    private static (int ExitCode, string Output, string Error) Try(TestNamespace host, params IEnumerable<string> command)
        => Tool.Try("ip", ["netns", "exec", host.Name, .. command]);
}
