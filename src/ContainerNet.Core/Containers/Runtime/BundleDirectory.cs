using System.Globalization;
using ContainerNet.Linux.Processes;

namespace ContainerNet.Containers.Runtime;

/// <summary>The files of a container's runtime, in its directory below <see cref="NetHostOptions.RunDirectory"/>.</summary>
/// <param name="Path">The directory.</param>
internal sealed record BundleDirectory(string Path)
{
    /// <summary>The runtime's configuration.</summary>
    public string Configuration => In("config.json");

    /// <summary>Where the runtime writes the id of the container's first process.</summary>
    public string ProcessIdFile => In("pidfile");

    /// <summary>Where conmon writes its own process id.</summary>
    public string MonitorIdFile => In("conmon.pid");

    /// <summary>Where conmon writes the exit code.</summary>
    public string ExitFile => In("exit");

    /// <summary>Where the runtime writes why it failed.</summary>
    public string RuntimeLog => In("runtime.log");

    /// <summary>The socket by which conmon passes on input and output.</summary>
    public string AttachSocket => In("attach");

    /// <summary>The pipe through which conmon receives the terminal's size.</summary>
    public string ControlPipe => In("ctl");

    /// <summary>There once the container's program was started; its time is when.</summary>
    public string StartedFile => In("started");

    /// <summary>Whether a creation was begun whose processes nobody has recorded.</summary>
    public bool IsUnrecorded => File.Exists(Configuration) && !File.Exists(ProcessesFile);

    private string ProcessesFile => In("processes");

    // winsz is a pipe of conmon's to itself; oom is there when the container ran out of memory.
    private string[] All => [Configuration, ProcessIdFile, MonitorIdFile, ExitFile, RuntimeLog, AttachSocket, ControlPipe, StartedFile, ProcessesFile, In("winsz"), In("oom")];

    /// <summary>Notes the container's first process and conmon, and distinguishes them by their start times from later owners of their ids.</summary>
    public void WriteProcesses(ProcessIdentity? container, ProcessIdentity? monitor)
    {
        // A concurrent reader sees all of it or nothing.
        string unfinished = ProcessesFile + ".new";
        File.WriteAllText(unfinished, string.Create(CultureInfo.InvariantCulture, $"{container?.ProcessId ?? 0} {container?.StartTime ?? 0}\n{monitor?.ProcessId ?? 0} {monitor?.StartTime ?? 0}\n"));
        File.Move(unfinished, ProcessesFile, overwrite: true);
    }

    /// <summary>The recorded processes; null when there is no container.</summary>
    public (ProcessIdentity Container, ProcessIdentity Monitor)? ReadProcesses()
        => File.Exists(ProcessesFile) && File.ReadAllText(ProcessesFile).Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries) is [var id, var start, var monitorId, var monitorStart]
            ? (Identity(id, start), Identity(monitorId, monitorStart))
            : null;

    /// <summary>Removes all files of the runtime here; other files, and the directory, stay.</summary>
    public void RemoveFiles()
    {
        if (!Directory.Exists(Path)) return;
        foreach (string path in All) File.Delete(path);
    }

    private static ProcessIdentity Identity(string id, string start) => new(int.Parse(id, CultureInfo.InvariantCulture), ulong.Parse(start, CultureInfo.InvariantCulture));

    private string In(string name) => System.IO.Path.Combine(Path, name);
}
