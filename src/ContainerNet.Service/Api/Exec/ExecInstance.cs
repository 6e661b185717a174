using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using ContainerNet.Containers.Runtime;
using ContainerNet.Linux.Processes;
using ContainerNet.Linux.Syscalls;
using ContainerNet.Service.Api.Http;
using Tmds.Linux;

namespace ContainerNet.Service.Api.Exec;

/// <summary>A program that a client wants to run in a container, from its creation on until a while after its end.</summary>
/// <param name="container">The container.</param>
/// <param name="options">The program.</param>
/// <param name="body">The request, for those who ask what it was.</param>
internal sealed class ExecInstance(NetContainer container, ContainerExecOptions options, JsonObject body)
{
    private readonly Lock _changing = new();
    private PseudoTerminal? _terminal;
    private int? _processId;

    /// <summary>64 hexadecimal digits.</summary>
    public string Id { get; } = Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32));

    /// <summary>The container's id.</summary>
    public string ContainerId { get; } = container.Id;

    /// <summary>Whether it runs.</summary>
    public bool IsRunning { get; private set; }

    /// <summary>How it ended; null before that.</summary>
    public int? ExitCode { get; private set; }

    /// <summary>Marks it as started.</summary>
    /// <exception cref="ApiException">It was started before.</exception>
    public void Begin()
    {
        lock (_changing)
        {
            if (IsRunning || ExitCode is not null) throw ApiException.Conflict($"Error: Exec command {Id} has already run");
            IsRunning = true;
        }
    }

    /// <summary>Starts it, and leaves it to itself.</summary>
    public void RunDetached(NetHost host)
    {
        try
        {
            using ContainerExec exec = host.Containers.Exec(ContainerId, options with { Terminal = false, Detached = true });
            End(exec.WaitForExit());
        }
        catch
        {
            End(exitCode: 126);
            throw;
        }
    }

    /// <summary>Runs it with its input and output on a connection, until it has ended.</summary>
    public async Task RunAsync(NetHost host, HijackedConnection connection)
    {
        using var frames = new StreamFrames(await connection.BeginAsync(options.Terminal).ConfigureAwait(false), options.Terminal);
        int exitCode = 126;
        try
        {
            exitCode = options.Terminal ? await RunOnTerminalAsync(host, connection, frames).ConfigureAwait(false) : await RunOnPipesAsync(host, connection, frames).ConfigureAwait(false);
        }
        catch (ContainerNetException e)
        {
            // Too late for a status: the client shows it.
            exitCode = ExitCodeOf(e);
            await frames.WriteAsync(StreamFrames.Output, Encoding.UTF8.GetBytes($"OCI runtime exec failed: {e.Message}\r\n"), connection.Ended).ConfigureAwait(false);
        }
        finally
        {
            End(exitCode);
        }
    }

    /// <summary>Sets the size of its terminal, in characters. A program without a terminal has no size.</summary>
    public void Resize(int rows, int columns)
    {
        lock (_changing)
        {
            _terminal?.Resize(rows, columns);
            // The runtime carries the size on to the terminal inside.
            if (_terminal is not null && _processId is { } id) _ = LibC.kill(id, LibC.SIGWINCH);
        }
    }

    /// <summary>What the API says of it.</summary>
    public JsonObject ToJson() => new()
    {
        ["ID"] = Id,
        ["Running"] = IsRunning,
        ["ExitCode"] = ExitCode,
        ["ProcessConfig"] = new JsonObject
        {
            ["tty"] = options.Terminal,
            ["entrypoint"] = options.Arguments[0],
            ["arguments"] = JsonText.List(options.Arguments.Skip(1)),
            ["privileged"] = false,
            ["user"] = options.User ?? "",
        },
        ["OpenStdin"] = body.Flag("AttachStdin"),
        ["OpenStderr"] = body.Flag("AttachStderr"),
        ["OpenStdout"] = body.Flag("AttachStdout"),
        ["CanRemove"] = ExitCode is not null,
        ["ContainerID"] = ContainerId,
        ["DetachKeys"] = "",
        ["Pid"] = _processId ?? 0,
    };

    private async Task<int> RunOnPipesAsync(NetHost host, HijackedConnection connection, StreamFrames frames)
    {
        using Pipe input = Pipe.Open(), output = Pipe.Open(), errors = Pipe.Open();
        bool takesInput = body.Flag("AttachStdin");
        ContainerExec exec = await StartAsync(host, [takesInput ? input.Reader : null, output.Writer, errors.Writer]).ConfigureAwait(false);
        foreach (FileDescriptor ours in new[] { input.Reader, output.Writer, errors.Writer }) ours.Dispose();
        Task received = takesInput ? ReceiveAsync() : ProgramPump.DiscardAsync(connection.Input, connection.Ended);
        Task sent = Task.WhenAll(ProgramPump.SendAsync(output.Reader, frames, StreamFrames.Output, connection.Ended), ProgramPump.SendAsync(errors.Reader, frames, StreamFrames.Errors, connection.Ended));
        return await EndAsync(exec, sent, received, connection).ConfigureAwait(false);

        async Task ReceiveAsync()
        {
            await ProgramPump.ReceiveAsync(connection.Input, input.Writer, connection.Ended).ConfigureAwait(false);
            input.Writer.Dispose();
        }
    }

    private async Task<int> RunOnTerminalAsync(NetHost host, HijackedConnection connection, StreamFrames frames)
    {
        using PseudoTerminal terminal = PseudoTerminal.Open();
        if (options.TerminalSize is { } size) terminal.Resize(size.Rows, size.Columns);
        ContainerExec exec = await StartAsync(host, [terminal.Terminal, terminal.Terminal, terminal.Terminal]).ConfigureAwait(false);
        lock (_changing) _terminal = terminal;
        terminal.Terminal.Dispose();
        Task received = body.Flag("AttachStdin") ? ProgramPump.ReceiveAsync(connection.Input, terminal.Master, connection.Ended) : ProgramPump.DiscardAsync(connection.Input, connection.Ended);
        Task sent = ProgramPump.SendAsync(terminal.Master, frames, StreamFrames.Output, connection.Ended);
        try
        {
            return await EndAsync(exec, sent, received, connection).ConfigureAwait(false);
        }
        finally
        {
            lock (_changing) _terminal = null;
        }
    }

    private async Task<ContainerExec> StartAsync(NetHost host, IReadOnlyList<FileDescriptor?> descriptors)
    {
        ContainerExec exec = await ApiRequest.Run(() => host.Containers.Exec(ContainerId, options, descriptors)).ConfigureAwait(false);
        _processId = exec.ProcessId;
        return exec;
    }

    // The output ends with the program. A client that has left does not end it.
    private static async Task<int> EndAsync(ContainerExec exec, Task sent, Task received, HijackedConnection connection)
    {
        using (exec)
        {
            Task<int> ended = ApiRequest.Run(() => ExitCodeOf(exec, connection.Ended));
            await sent.ConfigureAwait(false);
            int exitCode = await ended.ConfigureAwait(false);
            connection.Input.CancelPendingRead();
            _ = received;
            return exitCode;
        }
    }

    // Why a program was not started the runtime has told the client already, on the program's errors.
    private static int ExitCodeOf(ContainerExec exec, CancellationToken cancellation)
    {
        try
        {
            return exec.WaitForExit(cancellation);
        }
        catch (ContainerNetException e)
        {
            return ExitCodeOf(e);
        }
    }

    // What a shell gives.
    private static int ExitCodeOf(ContainerNetException error) => error.ErrorId == "CommandNotFound" ? 127 : 126;

    private void End(int exitCode)
    {
        lock (_changing) (IsRunning, ExitCode) = (false, exitCode);
    }
}
