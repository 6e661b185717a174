using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ContainerNet.Interop;
using ContainerNet.Namespaces;
using ContainerNet.State;

namespace ContainerNet.Containers;

/// <summary>
/// Runs containers by an OCI runtime (runc or crun), each beside a conmon. What it knows of a container is in the
/// container's folder below <see cref="NetHostOptions.RunDirectory"/>, and whether it lives the kernel is asked.
/// </summary>
/// <param name="host">The host that it runs them for.</param>
internal sealed class OciRuntime(NetHost host)
{
    private const int SignalKill = 9;

    // Of a process that the kernel was told to kill, or that has just ended: conmon only has to note it.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    private string[] RuntimeArguments => ["--root", Path.Combine(host.Options.RunDirectory, "runtime")];

    /// <summary>Where a container's runtime keeps its files.</summary>
    public BundleFolder FolderOf(string id) => new(Path.Combine(host.Options.RunDirectory, "containers", id));

    /// <summary>Creates a container: all is ready then, and its program waits for <see cref="Start"/>.</summary>
    /// <exception cref="ContainerNetException">
    /// Something that was asked for is not valid; CommandNotFound, CommandNotExecutable; or ContainerRuntimeFailed with what the runtime said.
    /// </exception>
    public void Create(ContainerBundle bundle, ContainerMonitorOptions options)
    {
        RuntimePrograms programs = RuntimePrograms.Installed;
        OciMachine machine = OciMachine.Detect(host);
        JsonObject spec = OciSpec.For(bundle, machine);
        foreach (ContainerVolume volume in ContainerVolume.ParseAll(bundle.Options.Volumes, machine)) volume.Prepare(machine, bundle.Root);

        var folder = new BundleFolder(bundle.Folder);
        PrivateFolder.Ensure(folder.Path);
        folder.RemoveFiles();
        File.WriteAllText(folder.Configuration, spec.ToJsonString());
        try
        {
            var monitor = new ContainerMonitor(programs, RuntimeArguments);
            int processId = host.InNamespace(NamespaceReference.Host, () => monitor.Create(bundle, folder, options));
            folder.WriteProcesses(ProcessIdentity.Of(processId), ProcessIdentity.Of(int.Parse(File.ReadAllText(folder.MonitorIdFile), CultureInfo.InvariantCulture)));
        }
        catch
        {
            folder.RemoveFiles();
            throw;
        }
    }

    /// <summary>Starts the program of a container that was created.</summary>
    public void Start(string id)
    {
        BundleFolder folder = FolderOf(id);
        if (!LetGo(id, folder)) Run(id, folder, "start", id);
        File.WriteAllText(folder.StartedFile, "");
    }

    // What `runc start` does, and all that it does where there are no hooks: the process waits until somebody reads what it
    // writes into this pipe, which then goes (libcontainer's exec.fifo). It spares a process; crun's pipe is another.
    private bool LetGo(string id, BundleFolder folder)
    {
        string pipe = Path.Combine(host.Options.RunDirectory, "runtime", id, "exec.fifo");
        if (Path.GetFileName(RuntimePrograms.Installed.Runtime) != "runc" || folder.ReadProcesses() is not { Container.IsAlive: true }) return false;
        // From here on it goes, and may have ended before the next line.
        using FileDescriptor? reader = FileDescriptor.TryOpen(pipe, OpenFlags.ReadOnly | OpenFlags.NonBlocking);
        if (reader is null || !Readiness.Wait(reader, PollDescriptor.In, _patience, CancellationToken.None) || reader.Read(new byte[1]) == 0) return false;
        File.Delete(pipe);
        // Its end of the pipe is closed when the program takes the process over (O_CLOEXEC): from then on it hears signals as its own.
        _ = Readiness.Wait(reader, PollDescriptor.In, _patience, CancellationToken.None);
        return true;
    }

    /// <summary>Sends a signal to a container's first process.</summary>
    /// <exception cref="ContainerNetException">It does not run.</exception>
    public void Kill(string id, int signal)
    {
        if (FolderOf(id).ReadProcesses() is { } processes && processes.Container.Signal(signal)) return;
        throw NotRunning(id);
    }

    /// <summary>Removes all that the runtime has of a container: its control group, its state, its files. It is no error when there is nothing.</summary>
    /// <param name="id">The container's.</param>
    /// <param name="force">Whether one that runs is killed; otherwise it is an error.</param>
    public void Delete(string id, bool force)
    {
        BundleFolder folder = FolderOf(id);
        if (State(id) is { Status: not ContainerProcessStatus.Exited })
        {
            if (!force) throw ContainerNetException.InUse("ContainerRunning", id, $"The container {id} runs.");
            KillAndWait(id, folder);
        }
        if (Directory.Exists(Path.Combine(host.Options.RunDirectory, "runtime", id))) Run(id, folder, "delete", "--force", id);
        folder.RemoveFiles();
    }

    /// <summary>How far a container's first process is; null when there is none of that id.</summary>
    public ContainerProcessState? State(string id)
    {
        BundleFolder folder = FolderOf(id);
        if (folder.ReadProcesses() is not { } processes) return null;
        DateTimeOffset? started = TimeOf(folder.StartedFile);
        // While conmon lives it is not over before conmon has written how it ended.
        bool isOver = File.Exists(folder.ExitFile) || !processes.Monitor.IsAlive && !processes.Container.IsAlive;
        if (isOver) return new ContainerProcessState(ContainerProcessStatus.Exited, ExitCode: ReadExitCode(folder), StartedAt: started, FinishedAt: TimeOf(folder.ExitFile));
        return new ContainerProcessState(started is null ? ContainerProcessStatus.Created : ContainerProcessStatus.Running, processes.Container.ProcessId, StartedAt: started);
    }

    /// <summary>Waits until a container has ended.</summary>
    /// <returns>How it is then; null when there is none of that id.</returns>
    public ContainerProcessState? Wait(string id, CancellationToken cancellation = default)
    {
        FolderOf(id).ReadProcesses()?.Container.WaitForExit(cancellation);
        while (State(id) is { Status: not ContainerProcessStatus.Exited })
        {
            cancellation.ThrowIfCancellationRequested();
            Thread.Sleep(1);
        }
        return State(id);
    }

    /// <summary>Starts a program inside a container that runs.</summary>
    /// <exception cref="ContainerNetException">The container does not run, or what was asked for is not valid.</exception>
    public ContainerExec Exec(string id, ContainerExecOptions options)
    {
        BundleFolder folder = FolderOf(id);
        if (State(id) is not { Status: ContainerProcessStatus.Running, ProcessId: { } processId }) throw NotRunning(id);
        if (options.Arguments.Count == 0) throw ContainerNetException.Invalid("InvalidCommand", id, "A program to run is missing.");
        if (options.WorkingDirectory is { } path && !path.StartsWith('/')) throw ContainerNetException.Invalid("InvalidWorkingDirectory", path, $"'{path}' is not an absolute path inside the container.");
        if (options.Terminal && (options.CaptureOutput || Libc.isatty(0) != 1)) throw ContainerNetException.Invalid("NotATerminal", id, "A program with a terminal needs this process to have one, and its output cannot be captured.");
        JsonNode container = JsonNode.Parse(File.ReadAllBytes(folder.Configuration))!;
        JsonObject process = OciProcess.For(container, new RootFolder($"/proc/{processId}/root"), options);
        return ContainerExec.Start(id, process, options, RuntimeArguments, folder);
    }

    /// <summary>Connects to a container's input and output. What it writes from then on arrives.</summary>
    /// <exception cref="ContainerNetException">It does not run.</exception>
    public ContainerAttachment Attach(string id) => ContainerAttachment.Open(id, FolderOf(id));

    private void KillAndWait(string id, BundleFolder folder)
    {
        _ = folder.ReadProcesses()?.Container.Signal(SignalKill);
        using var patience = new CancellationTokenSource(_patience);
        try
        {
            _ = Wait(id, patience.Token);
        }
        catch (OperationCanceledException e)
        {
            throw new ContainerNetException($"The container {id} did not end although it was killed.", ErrorKind.Timeout, Errno.None, e) { ErrorId = "ContainerNotKilled", Subject = id };
        }
    }

    private void Run(string id, BundleFolder folder, params IEnumerable<string> arguments)
    {
        using Pipe errors = Pipe.Open();
        ChildProcess child = ChildProcess.Start(new ChildProcessOptions
        {
            FileName = RuntimePrograms.Installed.Runtime,
            Arguments = [.. RuntimeArguments, .. arguments],
            Descriptors = [null, null, errors.Writer],
        });
        errors.Writer.Dispose();
        string text = errors.Reader.ReadToEnd();
        if (child.Wait() != 0) throw RuntimeFailure.ToException(id, id, RuntimeFailure.Message("", text));
    }

    private static ContainerNetException NotRunning(string id)
        => new($"The container {id} does not run.", ErrorKind.NotFound) { ErrorId = "ContainerNotRunning", Subject = id };

    // conmon writes it in one go into a file that it renames.
    private static int? ReadExitCode(BundleFolder folder)
        => File.Exists(folder.ExitFile) && int.TryParse(File.ReadAllText(folder.ExitFile), NumberStyles.None, CultureInfo.InvariantCulture, out int code) ? code : null;

    private static DateTimeOffset? TimeOf(string path) => File.Exists(path) ? File.GetLastWriteTimeUtc(path) : null;
}
