using ContainerNet.Containers.Oci;
using ContainerNet.Linux.Processes;

namespace ContainerNet.Containers.Runtime;

/// <summary>The programs that run containers: an OCI runtime, and conmon, which stays beside each container.</summary>
/// <param name="Runtime">Path of runc or crun.</param>
/// <param name="Monitor">Path of conmon.</param>
internal sealed record RuntimePrograms(string Runtime, string Monitor)
{
    private static readonly Lazy<RuntimePrograms> _installed = new(Find, LazyThreadSafetyMode.PublicationOnly);

    /// <summary>Those of this machine, looked for once.</summary>
    /// <exception cref="ContainerNetException">One is missing.</exception>
    public static RuntimePrograms Installed => _installed.Value;

    /// <summary>What the runtime is called; also where it is missing.</summary>
    public static string RuntimeName => Path.GetFileName(ProgramPath.Find("runc") ?? ProgramPath.Find("crun") ?? "runc");

    private static RuntimePrograms Find()
    {
        string monitor = ProgramPath.Find("conmon") ?? throw Missing("conmon, which watches containers, is not installed. Install it with: apt-get install conmon", "ContainerMonitorNotFound");
        if (ProgramPath.Find("runc") is { } runc) return new RuntimePrograms(runc, monitor);
        if (ProgramPath.Find("crun") is not { } crun) throw Missing("No OCI runtime is installed. Install one with: apt-get install runc", "ContainerRuntimeNotFound");
        return OciMachine.HasUnified()
            ? new RuntimePrograms(crun, monitor)
            : throw Missing("crun does not support the control groups of this machine (version 1). Install runc with: apt-get install runc", "ContainerRuntimeNotFound");
    }

    private static ContainerNetException Missing(string message, string errorId) => new(message, ErrorKind.Unsupported) { ErrorId = errorId };
}
