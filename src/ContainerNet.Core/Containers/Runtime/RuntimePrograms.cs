namespace ContainerNet.Containers;

/// <summary>The programs that run containers: an OCI runtime, and conmon, which stays beside each container.</summary>
/// <param name="Runtime">Path of runc or crun.</param>
/// <param name="Monitor">Path of conmon.</param>
internal sealed record RuntimePrograms(string Runtime, string Monitor)
{
    // Behind PATH, which of a session without root's profile lacks them.
    private static readonly string[] _folders = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin", "/usr/libexec/podman", "/usr/lib/podman"];

    private static readonly Lazy<RuntimePrograms> _installed = new(Find, LazyThreadSafetyMode.PublicationOnly);

    /// <summary>Those of this machine, looked for once.</summary>
    /// <exception cref="ContainerNetException">One is missing.</exception>
    public static RuntimePrograms Installed => _installed.Value;

    private static RuntimePrograms Find()
    {
        string monitor = PathOf("conmon") ?? throw Missing("conmon is not installed, which watches containers: apt install conmon.", "ContainerMonitorNotFound");
        if (PathOf("runc") is { } runc) return new RuntimePrograms(runc, monitor);
        if (PathOf("crun") is not { } crun) throw Missing("No OCI runtime is installed: apt install runc.", "ContainerRuntimeNotFound");
        return OciMachine.HasUnified()
            ? new RuntimePrograms(crun, monitor)
            : throw Missing("crun does not work with the control groups of this machine (version 1): apt install runc.", "ContainerRuntimeNotFound");
    }

    private static string? PathOf(string program)
    {
        IEnumerable<string> path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Where(Path.IsPathRooted);
        return path.Concat(_folders).Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
    }

    private static ContainerNetException Missing(string message, string errorId) => new(message, ErrorKind.Unsupported) { ErrorId = errorId };
}
