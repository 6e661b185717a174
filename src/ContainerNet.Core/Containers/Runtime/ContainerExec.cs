using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using ContainerNet.Interop;

namespace ContainerNet.Containers;

/// <summary>A program that was started inside a container that runs. The runtime stays beside it until it ends.</summary>
public sealed class ContainerExec : IDisposable
{
    private const int SignalKill = 9;

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(1);

    private readonly string _id;
    private readonly string _program;
    private readonly string _files;
    private readonly ChildProcess _runtime;
    private readonly FileDescriptor? _output;
    private readonly FileDescriptor? _errors;
    private readonly Lock _ending = new();
    private int? _exitCode;

    private ContainerExec(string id, string program, string files, ChildProcess runtime, FileDescriptor? output, FileDescriptor? errors)
        => (_id, _program, _files, _runtime, _output, _errors) = (id, program, files, runtime, output, errors);

    private string ProcessIdFile => _files + ".pid";

    private string LogFile => _files + ".log";

    /// <summary>Starts a program.</summary>
    /// <param name="id">The container's.</param>
    /// <param name="process">The <c>process</c> that the runtime is given.</param>
    /// <param name="options">What was asked for.</param>
    /// <param name="runtimeArguments">What the runtime is always told.</param>
    /// <param name="folder">Where files can be while it runs.</param>
    internal static ContainerExec Start(string id, JsonObject process, ContainerExecOptions options, IReadOnlyList<string> runtimeArguments, BundleFolder folder)
    {
        string files = Path.Combine(folder.Path, $"exec-{Guid.NewGuid():N}");
        using Pipe description = Pipe.Open();
        using Pipe? output = options.CaptureOutput ? Pipe.Open() : null, errors = options.CaptureOutput ? Pipe.Open() : null;
        using FileDescriptor? ownInput = options.CaptureOutput ? null : FileDescriptor.Duplicate(0);
        using FileDescriptor? ownOutput = options.CaptureOutput ? null : FileDescriptor.Duplicate(1);
        using FileDescriptor? ownErrors = options.CaptureOutput ? null : FileDescriptor.Duplicate(2);
        ChildProcess runtime = ChildProcess.Start(new ChildProcessOptions
        {
            FileName = RuntimePrograms.Installed.Runtime,
            Arguments = [.. runtimeArguments, "--log", files + ".log", "--log-format", "json", "exec", "--process", "/proc/self/fd/3", "--pid-file", files + ".pid", id],
            Descriptors = [ownInput, output?.Writer ?? ownOutput, errors?.Writer ?? ownErrors, description.Reader],
        });
        description.Reader.Dispose();
        // One that could not start does not read it, and says why elsewhere.
        _ = description.Writer.Write(Encoding.UTF8.GetBytes(process.ToJsonString()));
        return new ContainerExec(id, options.Arguments[0], files, runtime, Kept(output), Kept(errors));
    }

    /// <summary>Reads what it writes, line by line, until it ends. For a program whose output is captured.</summary>
    /// <param name="cancellation">Ends the program.</param>
    public IEnumerable<ContainerLogLine> ReadLines(CancellationToken cancellation = default)
    {
        using CancellationTokenRegistration registration = cancellation.Register(Kill);
        var streams = new LineStream?[] { new(_output!, LogStream.Output), new(_errors!, LogStream.Error) };
        while (streams.Any(stream => stream is not null))
        {
            int ready = Readiness.WaitAny(streams[0]?.Descriptor, streams[1]?.Descriptor);
            (IReadOnlyList<ContainerLogLine> lines, bool isEnd) = streams[ready]!.Read();
            foreach (ContainerLogLine line in lines) yield return line;
            if (isEnd) streams[ready] = null;
        }
        cancellation.ThrowIfCancellationRequested();
    }

    /// <summary>Waits for its end.</summary>
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
        _output?.Dispose();
        _errors?.Dispose();
        File.Delete(ProcessIdFile);
        File.Delete(LogFile);
    }

    // It leads a session inside; what it started goes with it. The runtime would wait for who went into another session.
    private void Kill()
    {
        lock (_ending)
        {
            if (_exitCode is not null) return;
            // The runtime writes it into a file that it renames, a moment after the program runs.
            _ = SpinWait.SpinUntil(() => File.Exists(ProcessIdFile) || ProcessIdentity.Of(_runtime.ProcessId) is null, _patience);
            if (File.Exists(ProcessIdFile)) _ = Libc.kill(-int.Parse(File.ReadAllText(ProcessIdFile), CultureInfo.InvariantCulture), SignalKill);
            _ = Libc.kill(_runtime.ProcessId, SignalKill);
        }
    }

    private static FileDescriptor? Kept(Pipe? pipe) => pipe is null ? null : FileDescriptor.Duplicate(pipe.Reader.Number);

    /// <summary>Cuts what comes into lines.</summary>
    private sealed class LineStream(FileDescriptor descriptor, LogStream stream)
    {
        private readonly byte[] _buffer = new byte[16 * 1024];
        private readonly List<byte> _line = [];

        public FileDescriptor Descriptor => descriptor;

        public (IReadOnlyList<ContainerLogLine> Lines, bool IsEnd) Read()
        {
            var lines = new List<ContainerLogLine>();
            int count = descriptor.Read(_buffer);
            foreach (byte value in _buffer.AsSpan(0, count))
            {
                if (value == '\n') lines.Add(Take());
                else _line.Add(value);
            }
            if (count == 0 && _line.Count > 0) lines.Add(Take());
            return (lines, count == 0);
        }

        private ContainerLogLine Take()
        {
            var line = new ContainerLogLine(DateTimeOffset.UtcNow, stream, Encoding.UTF8.GetString([.. _line]));
            _line.Clear();
            return line;
        }
    }
}
