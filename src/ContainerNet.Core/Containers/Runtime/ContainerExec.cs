using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using ContainerNet.Linux.Processes;
using ContainerNet.Linux.Syscalls;
using Tmds.Linux;

namespace ContainerNet.Containers.Runtime;

/// <summary>A program that was started inside a container that runs. The runtime stays beside it until it ends.</summary>
public sealed class ContainerExec : IRunningProgram
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(1);

    private readonly string _id;
    private readonly string _program;
    private readonly string _files;
    private readonly ChildProcess _runtime;
    private readonly ProgramStreams? _streams;
    private readonly Lock _ending = new();
    private int? _exitCode;

    private ContainerExec(string id, string program, string files, ChildProcess runtime, ProgramStreams? streams)
        => (_id, _program, _files, _runtime, _streams) = (id, program, files, runtime, streams);

    /// <inheritdoc/>
    public int ProcessId => _runtime.ProcessId;

    private string ProcessIdFile => _files + ".pid";

    private string LogFile => _files + ".log";

    /// <summary>Starts a program.</summary>
    /// <param name="id">The container's.</param>
    /// <param name="process">The <c>process</c> that the runtime is given.</param>
    /// <param name="options">The request.</param>
    /// <param name="runtimeArguments">The arguments that the runtime always gets.</param>
    /// <param name="folder">A directory for files while it runs.</param>
    /// <param name="given">The program's input, output and errors; those that the options ask for when null.</param>
    internal static ContainerExec Start(string id, JsonObject process, ContainerExecOptions options, IReadOnlyList<string> runtimeArguments, BundleDirectory folder, IReadOnlyList<FileDescriptor?>? given = null)
    {
        string files = Path.Combine(folder.Path, $"exec-{Guid.NewGuid():N}");
        using Pipe description = Pipe.Open();
        using Pipe? output = options.CaptureOutput ? Pipe.Open() : null, errors = options.CaptureOutput ? Pipe.Open() : null;
        using Pipe? input = options.CaptureOutput && options.TakesInput ? Pipe.Open() : null;
        bool isOurs = !options.CaptureOutput && !options.Detached && given is null;
        using FileDescriptor? ownInput = isOurs ? FileDescriptor.Duplicate(0) : null, ownOutput = isOurs ? FileDescriptor.Duplicate(1) : null, ownErrors = isOurs ? FileDescriptor.Duplicate(2) : null;
        ChildProcess runtime = ChildProcess.Start(new ChildProcessOptions
        {
            FileName = RuntimePrograms.Installed.Runtime,
            Arguments = [.. runtimeArguments, "--log", files + ".log", "--log-format", "json", "exec", "--process", "/proc/self/fd/3", "--pid-file", files + ".pid", .. options.Detached ? (string[])["--detach"] : [], id],
            Descriptors = [.. given ?? [input?.Reader ?? ownInput, output?.Writer ?? ownOutput, errors?.Writer ?? ownErrors], description.Reader],
        });
        description.Reader.Dispose();
        // One that could not start does not read it, and says why elsewhere.
        _ = description.Writer.Write(Encoding.UTF8.GetBytes(process.ToJsonString()));
        return new ContainerExec(id, options.Arguments[0], files, runtime, output is null ? null : ProgramStreams.Of(input, output, errors!));
    }

    /// <inheritdoc/>
    public IEnumerable<(bool IsError, string Text)> Write(ReadOnlyMemory<byte> input, CancellationToken cancellation = default) => Ending(_streams!.Write(input), cancellation);

    /// <inheritdoc/>
    public IEnumerable<(bool IsError, string Text)> ReadLines(CancellationToken cancellation = default) => Ending(_streams!.ReadLines(), cancellation);

    /// <summary>Waits for its end; for a detached program, until it has been started.</summary>
    /// <param name="cancellation">Ends the program.</param>
    /// <returns>Its exit code, or 128 and the number of the signal that ended it.</returns>
    /// <exception cref="ContainerNetException">It was not started: CommandNotFound, CommandNotExecutable, or ContainerRuntimeFailed.</exception>
    public int WaitForExit(CancellationToken cancellation = default)
    {
        using CancellationTokenRegistration registration = cancellation.Register(Kill);
        int exitCode = _runtime.Wait();
        lock (_ending) _exitCode = exitCode;
        cancellation.ThrowIfCancellationRequested();
        if (exitCode != 0 && RuntimeFailure.Message(LogFile, "") is { Length: > 0 } message) throw RuntimeFailure.ToException(_id, _program, message);
        return exitCode;
    }

    /// <summary>Ends the program if it still runs.</summary>
    public void Dispose()
    {
        Kill();
        if (_exitCode is null) _ = _runtime.Wait();
        _streams?.Dispose();
        File.Delete(ProcessIdFile);
        File.Delete(LogFile);
    }

    // It leads a session inside, and its children end with it. The runtime would wait for children in another session.
    private void Kill()
    {
        lock (_ending)
        {
            if (_exitCode is not null) return;
            // The runtime writes it into a file that it renames, a moment after the program runs.
            _ = SpinWait.SpinUntil(() => File.Exists(ProcessIdFile) || ProcessIdentity.Of(_runtime.ProcessId) is null, _timeout);
            if (File.Exists(ProcessIdFile)) _ = LibC.kill(-int.Parse(File.ReadAllText(ProcessIdFile), CultureInfo.InvariantCulture), LibC.SIGKILL);
            _ = LibC.kill(_runtime.ProcessId, LibC.SIGKILL);
        }
    }

    private IEnumerable<(bool IsError, string Text)> Ending(IEnumerable<(bool IsError, string Text)> lines, CancellationToken cancellation)
    {
        using CancellationTokenRegistration registration = cancellation.Register(Kill);
        foreach ((bool IsError, string Text) line in lines)
        {
            // The runtime writes why it could not start the program into its log as well: WaitForExit throws that.
            if (!line.IsError || line.Text != RuntimeFailure.Message(LogFile, "")) yield return line;
        }
        cancellation.ThrowIfCancellationRequested();
    }
}
