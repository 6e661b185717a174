using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using ContainerNet.Interop;

namespace ContainerNet.Firewall;

/// <summary>Runs the programs of the iptables package. Which of its kinds they are, nf_tables' or the legacy one, is the host's choice.</summary>
/// <param name="start">Starts a program inside the host's network namespace.</param>
internal sealed partial class IptablesPrograms(Func<ProcessStartInfo, Process> start)
{
    /// <summary>What <c>iptables-save</c> or one of its kin prints; null when the program is missing.</summary>
    public string? Save(string program) => TryRun($"{program}-save", [], "");

    /// <summary>Gives commands to <c>iptables-restore --noflush</c> or one of its kin: each table is one transaction.</summary>
    public void Restore(string program, string input)
    {
        // ebtables waits for its lock by itself.
        string[] arguments = program == "ebtables" ? ["--noflush"] : ["--noflush", "-w"];
        if (TryRun($"{program}-restore", arguments, input) is null) throw Missing($"{program}-restore");
    }

    /// <summary>The error for a program that is not installed.</summary>
    public static ContainerNetException Missing(string program)
        => new($"{program} is missing: apt-get install iptables", ErrorKind.Unsupported, Errno.ENOENT) { ErrorId = "IptablesMissing", Subject = program };

    private string? TryRun(string program, IEnumerable<string> arguments, string input)
    {
        var info = new ProcessStartInfo(program) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in arguments) info.ArgumentList.Add(argument);
        try
        {
            using Process process = start(info);
            return Finish(process, program, input);
        }
        catch (Win32Exception e) when (e.NativeErrorCode == (int)Errno.ENOENT)
        {
            return null;
        }
    }

    private static string Finish(Process process, string program, string input)
    {
        Task<string> error = process.StandardError.ReadToEndAsync();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        try
        {
            process.StandardInput.Write(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended before it had read all: its exit code and its words say why.
        }
        process.WaitForExit();
        return process.ExitCode == 0 ? output.GetAwaiter().GetResult() : throw Refused(program, input, error.GetAwaiter().GetResult());
    }

    private static ContainerNetException Refused(string program, string input, string error)
    {
        if (Capabilities.Missing(Capability.NetAdmin) is { } missing) return missing;
        string text = error.ReplaceLineEndings(" ").Trim() + Blamed(input, error);
        ErrorKind kind = text.Contains("kernel module", StringComparison.Ordinal) ? ErrorKind.Unsupported : ErrorKind.Other;
        return new ContainerNetException($"{program} failed: {text}", kind) { ErrorId = "IptablesRefused", Subject = program };
    }

    // The programs name the line of their input by its number, which nobody else has seen.
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
