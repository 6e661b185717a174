using System.Diagnostics;
using System.Runtime.ExceptionServices;
using ContainerNet.Linux.Mounts;
using ContainerNet.Linux.NetNs;
using ContainerNet.Linux.Processes;
using ContainerNet.Linux.Syscalls;
using ContainerNet.Plans;
using Tmds.Linux;

namespace ContainerNet.Host.Namespaces;

/// <summary>A program to run inside a namespace.</summary>
public sealed record NamespaceProcessOptions
{
    /// <summary>The program: a path, or a name that is looked for in PATH.</summary>
    public required string FileName { get; init; }

    /// <summary>Its arguments, unchanged.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>The directory it starts in; this process's when null.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Whether its output and its errors are read here, line by line, instead of going where this process's go.</summary>
    public bool CaptureOutput { get; init; }

    /// <summary>Whether its input is what is written by <see cref="IRunningProgram.Write"/>; it is this process's otherwise.</summary>
    public bool TakesInput { get; init; }
}

/// <summary>A program that runs inside a network namespace, with a mount namespace of its own in which /sys shows that network.</summary>
public sealed class NamespaceProcess : IRunningProgram
{
    private readonly Process _process;
    private readonly ProgramStreams? _streams;

    private NamespaceProcess(Process process)
    {
        _process = process;
        ProcessStartInfo start = process.StartInfo;
        if (!start.RedirectStandardOutput) return;
        FileDescriptor? input = start.RedirectStandardInput ? ProgramStreams.WithoutBlocking(NumberOf(process.StandardInput.BaseStream)) : null;
        if (input is not null) process.StandardInput.Close();
        _streams = new ProgramStreams(input, FileDescriptor.Duplicate(NumberOf(process.StandardOutput.BaseStream)), FileDescriptor.Duplicate(NumberOf(process.StandardError.BaseStream)));
    }

    /// <summary>Its process id.</summary>
    public int ProcessId => _process.Id;

    /// <summary>Its exit code, once it has ended.</summary>
    public int ExitCode => _process.ExitCode;

    /// <inheritdoc/>
    public IEnumerable<(bool IsError, string Text)> Write(ReadOnlyMemory<byte> input, CancellationToken cancellation = default) => Ending(_streams!.Write(input), cancellation);

    /// <inheritdoc/>
    public IEnumerable<(bool IsError, string Text)> ReadLines(CancellationToken cancellation = default) => Ending(_streams!.ReadLines(), cancellation);

    /// <summary>Waits for its end.</summary>
    /// <param name="cancellation">Ends the program.</param>
    public int WaitForExit(CancellationToken cancellation = default)
    {
        using CancellationTokenRegistration registration = cancellation.Register(Kill);
        _process.WaitForExit();
        cancellation.ThrowIfCancellationRequested();
        return _process.ExitCode;
    }

    /// <summary>Forgets the program; it runs on if it still does.</summary>
    public void Dispose()
    {
        _streams?.Dispose();
        _process.Dispose();
    }

    internal static NamespaceProcess Start(HostContext host, NamespaceReference reference, NamespaceProcessOptions options)
    {
        using FileDescriptor descriptor = host.Namespaces.Open(reference);
        string? etc = reference.Name is null ? null : Path.Combine("/etc/netns", reference.Name);
        Process? process = null;
        ExceptionDispatchInfo? error = null;
        // A thread for this alone, which ends with it: it gets a mount namespace that it could not leave again.
        var thread = new Thread(() =>
        {
            try
            {
                Libc.Check(Libc.setns(descriptor, LibC.CLONE_NEWNET), "setns");
                MountView.Enter(etc);
                process = Launch(options);
            }
#pragma warning disable CA1031 // It belongs to the thread that waits.
            catch (Exception e)
#pragma warning restore CA1031
            {
                error = ExceptionDispatchInfo.Capture(e);
            }
        })
        { Name = "ContainerNet program start" };
        thread.Start();
        thread.Join();
        if (error?.SourceException is SystemCallException { Call: "setns" } refused) throw HostNamespaces.NotEntered(reference, refused);
        if (error?.SourceException is SystemCallException { Errno: Errno.EPERM } forbidden) throw Capabilities.Missing(Capability.SysAdmin) ?? forbidden;
        error?.Throw();
        return new NamespaceProcess(process!);
    }

    private static Process Launch(NamespaceProcessOptions options)
    {
        var start = new ProcessStartInfo(options.FileName)
        {
            RedirectStandardInput = options.CaptureOutput && options.TakesInput,
            RedirectStandardOutput = options.CaptureOutput,
            RedirectStandardError = options.CaptureOutput,
            WorkingDirectory = options.WorkingDirectory ?? "",
        };
        foreach (string argument in options.Arguments) start.ArgumentList.Add(argument);
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new ContainerNetException($"The program '{options.FileName}' could not be started: {e.Message}", ErrorKind.NotFound, (Errno)e.NativeErrorCode, e) { ErrorId = "ProgramNotStarted", Subject = options.FileName };
        }
    }

    private IEnumerable<(bool IsError, string Text)> Ending(IEnumerable<(bool IsError, string Text)> lines, CancellationToken cancellation)
    {
        using CancellationTokenRegistration registration = cancellation.Register(Kill);
        foreach ((bool, string) line in lines) yield return line;
        cancellation.ThrowIfCancellationRequested();
    }

    // .NET gives a program pipes (System.Diagnostics.Process, ForkAndExecProcess).
    private static int NumberOf(Stream stream) => (int)((System.IO.Pipes.PipeStream)stream).SafePipeHandle.DangerousGetHandle();

    private void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself meanwhile.
        }
    }
}
