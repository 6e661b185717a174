using System.Diagnostics;

namespace ContainerNet.Benchmarks;

/// <summary>Programs of the machine's. A program runs in the network namespace that the calling thread is in.</summary>
internal static class Tool
{
    /// <summary>Where a program is: a name is looked for in PATH and where root's programs are.</summary>
    /// <exception cref="MissingException">It is not installed.</exception>
    public static string Find(string program, string package)
        => Candidates(program).FirstOrDefault(File.Exists) ?? throw new MissingException($"{Path.GetFileName(program)} is not installed ({package})");

    /// <summary>Whether there is such a program.</summary>
    public static bool Exists(string program) => Candidates(program).Any(File.Exists);

    /// <summary>What a program prints.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static string Output(string program, params IEnumerable<string> arguments)
        => Output(new ProcessStartInfo(program, arguments));

    /// <summary>What a program prints that reads a text first.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static string Output(ProcessStartInfo start, string? input = null)
    {
        start.RedirectStandardInput = input is not null;
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        if (input is not null)
        {
            process.StandardInput.Write(input);
            process.StandardInput.Close();
        }
        string output = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        if (process.ExitCode == 0) return output;
        throw new InvalidOperationException($"{Path.GetFileName(start.FileName)} ended with {process.ExitCode}: {(error.Result.Length > 0 ? error.Result : output).Trim().ReplaceLineEndings(" ")}");
    }

    private static IEnumerable<string> Candidates(string program)
        => program.Contains('/', StringComparison.Ordinal) ? [program] : $"{Environment.GetEnvironmentVariable("PATH")}:/usr/sbin:/sbin".Split(':').Select(folder => Path.Combine(folder, program));
}
