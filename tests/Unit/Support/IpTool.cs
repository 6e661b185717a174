using System.Diagnostics;
using System.Text.Json.Nodes;

namespace ContainerNet.Tests.Support;

/// <summary>iproute2's <c>ip</c>, the independent reader and writer, run inside a namespace by its path.</summary>
internal static class IpTool
{
    public static string Run(string path, string arguments) => Start(path, ["ip", .. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)], null);

    public static JsonArray Json(string path, string arguments)
    {
        string text = Run(path, "-j " + arguments);
        if (string.IsNullOrWhiteSpace(text)) return [];
        var array = (JsonArray)JsonNode.Parse(text)!;
        // ip prints an empty object for what a filter left out.
        return [.. array.Where(item => item is JsonObject { Count: > 0 }).Select(item => item!.DeepClone())];
    }

    public static void Batch(string path, IEnumerable<string> lines) => Start(path, ["ip", "-batch", "-"], string.Join('\n', lines) + "\n");

    /// <summary>Runs any program in a namespace.</summary>
    public static string Start(string path, IEnumerable<string> command, string? input) => Tool.Run("nsenter", ["--net=" + path, .. command], input);
}

/// <summary>Programs that tests run beside.</summary>
internal static class Tool
{
    /// <summary>Runs a program to its end, and returns what it prints; one that fails is an error.</summary>
    public static string Run(string program, IEnumerable<string> arguments, string? input = null)
    {
        (int exitCode, string output, string error) = Try(program, arguments, input);
        string[] words = [.. arguments];
        return exitCode == 0 ? output : throw new InvalidOperationException($"{program} {string.Join(' ', words)}: exit code {exitCode}: {error}");
    }

    /// <summary>Runs a program to its end.</summary>
    public static (int ExitCode, string Output, string Error) Try(string program, IEnumerable<string> arguments, string? input = null)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        if (input is not null) process.StandardInput.Write(input);
        process.StandardInput.Close();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.GetAwaiter().GetResult());
    }
}
