using System.Reflection;

namespace ContainerNet.PowerShell;

/// <summary>How to start a PowerShell like the one that runs.</summary>
internal static class ShellProgram
{
    private const string Name = "pwsh";

    /// <summary>
    /// The program and its first arguments: the executable of an installed PowerShell; dotnet and pwsh.dll, where dotnet is the
    /// process, as it is for the .NET tool, whose own executable only starts it so; or pwsh on PATH, where another program hosts
    /// PowerShell. Null when there is none.
    /// </summary>
    public static string[]? Current()
    {
        string? entry = Assembly.GetEntryAssembly()?.Location;
        if (Path.GetFileNameWithoutExtension(entry) != Name) return OnPath() is { } found ? [found] : null;
        string process = Environment.ProcessPath!;
        return Path.GetFileNameWithoutExtension(process) == "dotnet" ? [process, entry!] : [process];
    }

    private static string? OnPath()
        => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Where(Path.IsPathRooted).Select(directory => Path.Combine(directory, Name)).FirstOrDefault(File.Exists);
}
