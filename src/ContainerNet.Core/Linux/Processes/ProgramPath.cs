namespace ContainerNet.Linux.Processes;

/// <summary>Where programs are.</summary>
internal static class ProgramPath
{
    // Looked through after PATH, which lacks some of them in a session without root's profile.
    private static readonly string[] _directories = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin", "/usr/libexec/podman", "/usr/lib/podman"];

    /// <summary>The path of a program; null when there is none.</summary>
    /// <param name="program">A path, which is taken as it is, or a name that is looked for in PATH and then in the directories where packages install programs.</param>
    public static string? Find(string program)
    {
        if (program.Contains('/', StringComparison.Ordinal)) return program;
        IEnumerable<string> path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Where(Path.IsPathRooted);
        return path.Concat(_directories).Select(directory => Path.Combine(directory, program)).FirstOrDefault(File.Exists);
    }
}
