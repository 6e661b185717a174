using System.Diagnostics;
using System.Runtime.ExceptionServices;
using ContainerNet.Interop;

namespace ContainerNet.Namespaces;

/// <summary>A program to run inside a namespace.</summary>
public sealed record NamespaceProcessOptions
{
    /// <summary>The program: a path, or a name that is looked for in PATH.</summary>
    public required string FileName { get; init; }

    /// <summary>Its arguments, each as it is.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>The folder it starts in; this process's when null.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Whether its output is read here, line by line, instead of going where this process's goes.</summary>
    public bool CaptureOutput { get; init; }
}

/// <summary>A program that runs inside a network namespace, with a mount namespace of its own in which /sys shows that network.</summary>
public sealed class NamespaceProcess : IDisposable
{
    private readonly Process _process;

    private NamespaceProcess(Process process) => _process = process;

    /// <summary>Its process id.</summary>
    public int ProcessId => _process.Id;

    /// <summary>Its exit code, once it has ended.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>Reads its output, line by line, until it ends it.</summary>
    /// <param name="cancellation">Ends the program.</param>
    public IEnumerable<string> ReadLines(CancellationToken cancellation = default)
    {
        using CancellationTokenRegistration registration = cancellation.Register(Kill);
        while (_process.StandardOutput.ReadLine() is { } line) yield return line;
        cancellation.ThrowIfCancellationRequested();
    }

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
    public void Dispose() => _process.Dispose();

    internal static NamespaceProcess Start(NetHost host, NamespaceReference reference, NamespaceProcessOptions options)
    {
        using FileDescriptor descriptor = host.OpenNamespace(reference);
        string? etc = reference.Name is null ? null : Path.Combine("/etc/netns", reference.Name);
        Process? process = null;
        ExceptionDispatchInfo? error = null;
        // A thread for this alone, which ends with it: it gets a mount namespace that it could not leave again.
        var thread = new Thread(() =>
        {
            try
            {
                Libc.Check(Libc.setns(descriptor, CloneFlags.NewNetwork), "setns");
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
        if (error?.SourceException is SystemCallException { Call: "setns" } refused) throw NetHost.NotEntered(reference, refused);
        if (error?.SourceException is SystemCallException { Errno: Errno.EPERM } forbidden) throw Capabilities.Missing(Capability.SysAdmin) ?? forbidden;
        error?.Throw();
        return new NamespaceProcess(process!);
    }

    private static Process Launch(NamespaceProcessOptions options)
    {
        var start = new ProcessStartInfo(options.FileName)
        {
            RedirectStandardOutput = options.CaptureOutput,
            WorkingDirectory = options.WorkingDirectory ?? "",
        };
        foreach (string argument in options.Arguments) start.ArgumentList.Add(argument);
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new ContainerNetException($"'{options.FileName}' could not be started: {e.Message}", ErrorKind.NotFound, (Errno)e.NativeErrorCode, e) { ErrorId = "ProgramNotStarted", Subject = options.FileName };
        }
    }

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
