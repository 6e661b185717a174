using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ContainerNet.Containers.ControlGroups;
using ContainerNet.Containers.Oci;
using ContainerNet.Containers.Volumes;
using ContainerNet.Linux.Files;
using ContainerNet.Linux.Processes;
using ContainerNet.Linux.Syscalls;
using ContainerNet.Plans;
using Tmds.Linux;

namespace ContainerNet.Containers.Runtime;

/// <summary>
/// Runs containers by an OCI runtime (runc or crun), each beside a conmon. What it knows of a container is in the
/// container's directory below <see cref="NetHostOptions.RunDirectory"/>, and whether it lives the kernel is asked.
/// </summary>
/// <param name="host">The host that it runs them for.</param>
internal sealed class OciRuntime(HostContext host)
{
    // This concerns a process that was killed or has just ended: conmon only has to record the end.
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(10);

    private string[] RuntimeArguments => ["--root", Path.Combine(host.Options.RunDirectory, "runtime")];

    /// <summary>How the runtime is called, before the verb.</summary>
    public string CommandLine => string.Join(' ', [RuntimePrograms.RuntimeName, .. RuntimeArguments.Select(Commands.Quote)]);

    /// <summary>Where a container's runtime keeps its files.</summary>
    public BundleDirectory DirectoryOf(string id) => new(Path.Combine(host.Options.RunDirectory, "containers", id));

    /// <summary>Creates a container: all is ready then, and its program waits for <see cref="Start"/>.</summary>
    /// <exception cref="ContainerNetException">
    /// A requested value is not valid; CommandNotFound, CommandNotExecutable; or ContainerRuntimeFailed with what the runtime said.
    /// </exception>
    public void Create(ContainerBundle bundle, ContainerMonitorOptions options)
    {
        RuntimePrograms programs = RuntimePrograms.Installed;
        OciMachine machine = OciMachine.Detect(host);
        JsonObject spec = OciSpec.For(bundle, machine);
        foreach (VolumeMount volume in VolumeMount.ParseAll(bundle.Options.Volumes, machine)) volume.Prepare(host.VolumeStore, bundle.Root);

        var folder = new BundleDirectory(bundle.Folder);
        PrivateDirectory.Ensure(folder.Path);
        folder.RemoveFiles();
        File.WriteAllText(folder.Configuration, spec.ToJsonString());
        try
        {
            var monitor = new ContainerMonitor(programs, RuntimeArguments);
            int processId = host.Namespaces.Run(NamespaceReference.Host, () => monitor.Create(bundle, folder, options));
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
        BundleDirectory folder = DirectoryOf(id);
        if (!LetGo(id, folder) && Run("", "start", id) is { } message) throw RuntimeFailure.ToException(id, id, message);
        File.WriteAllText(folder.StartedFile, "");
    }

    // What `runc start` does, and all it does without hooks: the process waits until a reader receives what it
    // writes into this pipe, which is then removed (libcontainer's exec.fifo). This saves a process; crun's pipe is different.
    private bool LetGo(string id, BundleDirectory folder)
    {
        string pipe = Path.Combine(host.Options.RunDirectory, "runtime", id, "exec.fifo");
        if (Path.GetFileName(RuntimePrograms.Installed.Runtime) != "runc" || folder.ReadProcesses() is not { Container.IsAlive: true }) return false;
        // From here on it runs, and may have ended before the next line.
        using FileDescriptor? reader = FileDescriptor.TryOpen(pipe, OpenFlags.ReadOnly | OpenFlags.NonBlocking);
        if (reader is null || !Readiness.Wait(reader, LibC.POLLIN, _timeout, CancellationToken.None) || reader.Read(new byte[1]) == 0) return false;
        File.Delete(pipe);
        // Its end of the pipe is closed when the program takes the process over (O_CLOEXEC): from then on it hears signals as its own.
        _ = Readiness.Wait(reader, LibC.POLLIN, _timeout, CancellationToken.None);
        return true;
    }

    /// <summary>Sends a signal to a container's first process.</summary>
    /// <exception cref="ContainerNetException">It does not run.</exception>
    public void Kill(string id, int signal)
    {
        if (DirectoryOf(id).ReadProcesses() is { } processes && processes.Container.Signal(signal)) return;
        throw NotRunning(id);
    }

    /// <summary>Sends a container's first process a signal that ends it. Processes of a paused container receive signals once it runs, so it is resumed.</summary>
    /// <exception cref="ContainerNetException">It does not run.</exception>
    public void End(string id, int signal)
    {
        Kill(id, signal);
        FreezerOf(id).Thaw();
    }

    /// <summary>Whether all processes of a container are paused, by whomever.</summary>
    public static bool IsPaused(string id) => FreezerOf(id).IsFrozen;

    /// <summary>Pauses all processes of a container that runs.</summary>
    /// <exception cref="ContainerNetException">They do not all stand within ten seconds, and run on.</exception>
    public void Pause(string id)
    {
        if (FreezerOf(id).Freeze()) return;
        if (State(id) is not { Status: ContainerProcessStatus.Running }) throw NotRunning(id);
        throw new ContainerNetException($"Container {id} was not paused: the kernel did not stop all of its processes in time. They run on.", ErrorKind.Timeout, Errno.ETIMEDOUT) { ErrorId = "ContainerPauseTimedOut", Subject = id };
    }

    /// <summary>Changes the limits of a container that runs.</summary>
    /// <param name="id">The container's.</param>
    /// <param name="resources">The limits, as in <c>resources</c> of config.json. Others stay as they are.</param>
    /// <exception cref="ContainerNetException">ContainerRuntimeFailed: the kernel refuses them, and the old ones hold.</exception>
    public void Update(string id, JsonObject resources)
    {
        if (Run(resources.ToJsonString(), "update", "--resources", "/proc/self/fd/0", id) is { } message) throw RuntimeFailure.NotUpdated(id, message);
    }

    /// <summary>Lets the processes of a paused container continue.</summary>
    public static void Resume(string id)
    {
        Freezer freezer = FreezerOf(id);
        freezer.Thaw();
        // With version 2 of control groups the kernel says so once the first process runs.
        _ = SpinWait.SpinUntil(() => !freezer.IsFrozen, _timeout);
    }

    private static Freezer FreezerOf(string id) => new(ControlGroup.Of(id));

    /// <summary>Removes all that the runtime has of a container: its control group, its state, its files. It is no error when there is nothing.</summary>
    /// <param name="id">The container's.</param>
    /// <param name="force">Whether one that runs is killed; otherwise it is an error.</param>
    public void Delete(string id, bool force)
    {
        BundleDirectory folder = DirectoryOf(id);
        if (folder.IsUnrecorded) EndCreation(id, folder);
        if (State(id) is { Status: not ContainerProcessStatus.Exited })
        {
            if (!force) throw ContainerNetException.InUse("ContainerRunning", id, $"Container {id} is running.");
            KillAndWait(id, folder);
        }
        if (Directory.Exists(Path.Combine(host.Options.RunDirectory, "runtime", id)) && Run("", "delete", "--force", id) is { } message) throw RuntimeFailure.NotRemoved(id, message);
        folder.RemoveFiles();
    }

    /// <summary>The state of a container's first process; null when no container has that id.</summary>
    public ContainerProcessState? State(string id)
    {
        BundleDirectory folder = DirectoryOf(id);
        if (folder.ReadProcesses() is not { } processes) return null;
        DateTimeOffset? started = TimeOf(folder.StartedFile);
        // While conmon lives it is not over before conmon has written how it ended.
        bool isOver = File.Exists(folder.ExitFile) || !processes.Monitor.IsAlive && !processes.Container.IsAlive;
        if (isOver) return new ContainerProcessState(ContainerProcessStatus.Exited, ExitCode: ReadExitCode(folder), StartedAt: started, FinishedAt: TimeOf(folder.ExitFile));
        return new ContainerProcessState(started is null ? ContainerProcessStatus.Created : ContainerProcessStatus.Running, processes.Container.ProcessId, StartedAt: started);
    }

    /// <summary>Waits until a container has ended.</summary>
    /// <returns>The state afterwards; null when no container has that id.</returns>
    public ContainerProcessState? Wait(string id, CancellationToken cancellation = default)
    {
        DirectoryOf(id).ReadProcesses()?.Container.WaitForExit(cancellation);
        while (State(id) is { Status: not ContainerProcessStatus.Exited })
        {
            cancellation.ThrowIfCancellationRequested();
            Thread.Sleep(1);
        }
        return State(id);
    }

    /// <summary>Starts a program inside a container that runs.</summary>
    /// <exception cref="ContainerNetException">The container does not run, or a requested value is not valid.</exception>
    /// <param name="id">The container's.</param>
    /// <param name="options">The request.</param>
    /// <param name="given">The program's input, output and errors, which are all the same terminal where it gets one; those that the options ask for when null.</param>
    public ContainerExec Exec(string id, ContainerExecOptions options, IReadOnlyList<FileDescriptor?>? given = null)
    {
        BundleDirectory folder = DirectoryOf(id);
        if (State(id) is not { Status: ContainerProcessStatus.Running, ProcessId: { } processId }) throw NotRunning(id);
        if (IsPaused(id)) throw Paused(id, id);
        if (options.Arguments.Count == 0) throw ContainerNetException.Invalid("InvalidCommand", id, "No program to run is given.");
        if (options.WorkingDirectory is { } path && !path.StartsWith('/')) throw ContainerNetException.Invalid("InvalidWorkingDirectory", path, $"'{path}' is not an absolute path inside the container.");
        if (options.Detached && (options.Terminal || options.CaptureOutput || options.TakesInput)) throw ContainerNetException.Invalid("DetachConflict", id, "A detached program cannot have a terminal or input, and its output cannot be read.");
        if (options.Terminal && given is null && (options.CaptureOutput || LibC.isatty(0) != 1)) throw ContainerNetException.Invalid("NotATerminal", id, "A program can have a terminal only if this process has one, and then its output cannot be captured.");
        JsonNode container = JsonNode.Parse(File.ReadAllBytes(folder.Configuration))!;
        JsonObject process = OciProcess.For(container, new RootDirectory($"/proc/{processId}/root"), options);
        return ContainerExec.Start(id, process, options, RuntimeArguments, folder, given);
    }

    /// <summary>The names of a container's users; none where it does not run.</summary>
    public IReadOnlyList<string> ListUsers(string id)
        => State(id) is { Status: ContainerProcessStatus.Running, ProcessId: { } processId } ? ContainerUser.Names(new RootDirectory($"/proc/{processId}/root")) : [];

    /// <summary>Connects to a container's input and output. What it writes from then on arrives.</summary>
    /// <exception cref="ContainerNetException">It does not run.</exception>
    public ContainerAttachment Attach(string id) => ContainerAttachment.Open(id, DirectoryOf(id));

    // A session that was killed while conmon created the container leaves it to create it. What is created has to be there before
    // it can be removed, so conmon may finish; a conmon that does not is killed, and takes its runtime with it.
    private static void EndCreation(string id, BundleDirectory folder)
    {
        long begin = Stopwatch.GetTimestamp();
        while (ContainerMonitor.Find(id) is { Count: > 0 } monitors)
        {
            bool isCreating = !File.Exists(folder.ProcessIdFile) && Stopwatch.GetElapsedTime(begin) < _timeout;
            if (!isCreating) monitors.ForEach(monitor => monitor.Signal(LibC.SIGKILL));
            Thread.Sleep(1);
        }
    }

    private void KillAndWait(string id, BundleDirectory folder)
    {
        _ = folder.ReadProcesses()?.Container.Signal(LibC.SIGKILL);
        FreezerOf(id).Thaw();
        using var timeout = new CancellationTokenSource(_timeout);
        try
        {
            _ = Wait(id, timeout.Token);
        }
        catch (OperationCanceledException e)
        {
            throw new ContainerNetException($"Container {id} is still running after it was killed.", ErrorKind.Timeout, Errno.None, e) { ErrorId = "ContainerNotKilled", Subject = id };
        }
    }

    // What the runtime said where it failed; null where it did not.
    private string? Run(string input, params IEnumerable<string> arguments)
    {
        var options = new ChildProcessOptions { FileName = RuntimePrograms.Installed.Runtime, Arguments = [.. RuntimeArguments, .. arguments] };
        ProgramResult result = ProgramRun.ToEnd(options, input, ContainerMonitor.RuntimeTimeout);
        return result.ExitCode == 0 ? null : RuntimeFailure.Message("", result.Errors);
    }

    private static ContainerNetException NotRunning(string id)
        => new($"Container {id} is not running.", ErrorKind.NotFound) { ErrorId = "ContainerNotRunning", Subject = id };

    /// <summary>The error of what a paused container cannot do.</summary>
    public static ContainerNetException Paused(string id, string name)
        => ContainerNetException.InUse("ContainerPaused", id, $"Container {name} is paused. Resume-NetContainer lets it continue.");

    // conmon writes it in one go into a file that it renames.
    private static int? ReadExitCode(BundleDirectory folder)
        => File.Exists(folder.ExitFile) && int.TryParse(File.ReadAllText(folder.ExitFile), NumberStyles.None, CultureInfo.InvariantCulture, out int code) ? code : null;

    private static DateTimeOffset? TimeOf(string path) => File.Exists(path) ? File.GetLastWriteTimeUtc(path) : null;
}

/// <summary>What runs the host's containers.</summary>
internal static class OciRuntimeService
{
    extension(HostContext host)
    {
        /// <summary>What runs the host's containers.</summary>
        public OciRuntime Runtime => host.Get<OciRuntime>();
    }
}
