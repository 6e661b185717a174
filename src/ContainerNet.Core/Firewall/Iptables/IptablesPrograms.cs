using System.Globalization;
using System.Text.RegularExpressions;
using ContainerNet.Linux.Processes;
using ContainerNet.Linux.Syscalls;

namespace ContainerNet.Firewall.Iptables;

/// <summary>Runs the programs of the iptables package. Which of its kinds they are, nf_tables' or the legacy one, is the host's choice.</summary>
/// <param name="start">Starts a program inside the host's network namespace.</param>
internal sealed partial class IptablesPrograms(Func<ChildProcessOptions, ChildProcess> start)
{
    // Far beyond what tens of thousands of rules take. The host's lock is held meanwhile, so it must not be for ever.
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(60);

    // How many seconds they wait for another program that has the lock of iptables.
    private const string LockTimeout = "20";

    /// <summary>What <c>iptables-save</c> or one of its kin prints; null when the program is missing.</summary>
    public string? Save(string program) => TryRun($"{program}-save", [], "");

    /// <summary>Gives commands to <c>iptables-restore --noflush</c> or one of its kin: each table is one transaction.</summary>
    public void Restore(string program, string input)
    {
        if (TryRun($"{program}-restore", ["--noflush", "-w", LockTimeout], input) is null) throw Missing($"{program}-restore");
    }

    /// <summary>The error for a program that is not installed.</summary>
    public static ContainerNetException Missing(string program)
        => new($"{program} is not installed. Install it with: apt-get install iptables", ErrorKind.Unsupported, Errno.ENOENT) { ErrorId = "IptablesMissing", Subject = program };

    private string? TryRun(string program, IReadOnlyList<string> arguments, string input)
    {
        try
        {
            ProgramResult result = ProgramRun.ToEnd(new ChildProcessOptions { FileName = program, Arguments = arguments }, input, _timeout, start);
            return result.ExitCode == 0 ? result.Output : throw Refused(program, input, result.Errors);
        }
        catch (SystemCallException e) when (e.Errno == Errno.ENOENT)
        {
            return null;
        }
    }

    private static ContainerNetException Refused(string program, string input, string error)
    {
        if (Capabilities.Missing(Capability.NetAdmin) is { } missing) return missing;
        string text = error.ReplaceLineEndings(" ").Trim() + Blamed(input, error);
        ErrorKind kind = text.Contains("kernel module", StringComparison.Ordinal) ? ErrorKind.Unsupported : ErrorKind.Other;
        return new ContainerNetException($"{program} failed: {text}", kind) { ErrorId = "IptablesRefused", Subject = program };
    }

    // The programs name the line of their input by its number, which the user has not seen.
    private static string Blamed(string input, string error)
    {
        Match match = LineNumber().Match(error);
        if (!match.Success) return "";
        int number = int.Parse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);
        return input.Split('\n').ElementAtOrDefault(number - 1) is { Length: > 0 } line ? $" ({line})" : "";
    }

    [GeneratedRegex(@"\bline:? ([0-9]{1,9})\b")]
    private static partial Regex LineNumber();
}
