using System.Runtime.InteropServices;
using ContainerNet.Linux.Syscalls;
using Tmds.Linux;

namespace ContainerNet.Linux.Processes;

/// <summary>
/// A program started by posix_spawn(3), in the network namespace of the thread that starts it, with exactly the descriptors that
/// it is given, no signal blocked and each signal's default action. This is the one way to start a program here:
/// System.Diagnostics.Process learns of an end by SIGCHLD, which never arrives in a process that was started with it blocked, as
/// conmon starts its exit command.
/// </summary>
internal sealed unsafe class ChildProcess
{
    // More than glibc's posix_spawn_file_actions_t and posix_spawnattr_t (80 and 336).
    private const int ObjectSize = 1024;

    private const short SetSignalDefaults = 0x04;
    private const short SetSignalMask = 0x08;
    private const short SetSession = 0x80;

    // A killed process ends within this time, unless the kernel is stuck in it.
    private static readonly TimeSpan _killTimeout = TimeSpan.FromSeconds(5);

    private readonly string _fileName;
    // Stands for this process and for none that gets its number later (pidfd_open(2)).
    private readonly FileDescriptor _process;

    private ChildProcess(int processId, string fileName)
    {
        ProcessId = processId;
        _fileName = fileName;
        _process = Libc.Check(Libc.pidfd_open(processId, 0), "pidfd_open", fileName);
    }

    /// <summary>The process id.</summary>
    public int ProcessId { get; }

    /// <summary>Starts a program.</summary>
    /// <exception cref="SystemCallException">It cannot be started: ENOENT where there is no such program.</exception>
    public static ChildProcess Start(ChildProcessOptions options)
    {
        string path = ProgramPath.Find(options.FileName) ?? throw new SystemCallException("posix_spawn", options.FileName, Errno.ENOENT);
        var opened = new List<FileDescriptor>();
        byte* actions = stackalloc byte[ObjectSize], attributes = stackalloc byte[ObjectSize];
        try
        {
            Check(NativeMethods.posix_spawn_file_actions_init(actions), options);
            Check(NativeMethods.posix_spawnattr_init(attributes), options);
            Place(options, actions, opened);
            if (options.WorkingDirectory is { } folder) Check(Libc.posix_spawn_file_actions_addchdir_np(actions, folder), options);
            SetAttributes(options, attributes);
            return new ChildProcess(Spawn(path, options, actions, attributes), options.FileName);
        }
        finally
        {
            _ = NativeMethods.posix_spawn_file_actions_destroy(actions);
            _ = NativeMethods.posix_spawnattr_destroy(attributes);
            foreach (FileDescriptor descriptor in opened) descriptor.Dispose();
        }
    }

    /// <summary>Ends it by SIGKILL; it is no error that it has ended.</summary>
    public void Kill() => _ = Libc.pidfd_send_signal(_process, LibC.SIGKILL);

    /// <summary>Waits for its end, and kills it when the time is over. For callers that hold a lock.</summary>
    /// <param name="timeout">How long at most.</param>
    /// <returns>What <see cref="Wait()"/> returns.</returns>
    /// <exception cref="ContainerNetException">ProgramTimedOut: it was killed.</exception>
    public int Wait(TimeSpan timeout)
        => HasEnded(timeout) ? Wait() : throw KillLate(timeout);

    /// <summary>Kills it as it did not end in time.</summary>
    /// <returns>The error that says so: ProgramTimedOut.</returns>
    public ContainerNetException KillLate(TimeSpan timeout)
    {
        Kill();
        // A process that is stuck in the kernel, on a network file system for example, is not waited for.
        if (HasEnded(_killTimeout)) _ = Wait();
        return new ContainerNetException($"{_fileName} did not end within {timeout.TotalSeconds:0.#} seconds and was killed.", ErrorKind.Timeout, Errno.ETIMEDOUT) { ErrorId = "ProgramTimedOut", Subject = _fileName };
    }

    /// <summary>Waits for its end without a timeout. Each process has to be waited for once. The caller must not hold a lock.</summary>
    /// <returns>Its exit code, or 128 and the number of the signal that ended it.</returns>
    public int Wait()
    {
        int status;
        while (NativeMethods.waitpid(ProcessId, &status, 0) < 0)
        {
            if (Libc.LastError != Errno.EINTR) Libc.Check(-1, "waitpid");
        }
        int signal = status & 0x7f;
        return signal == 0 ? status >> 8 & 0xff : 128 + signal;
    }

    private bool HasEnded(TimeSpan timeout) => Readiness.Wait(_process, LibC.POLLIN, timeout, CancellationToken.None);

    // From numbers beyond all targets, so that placing one never closes another that is still to be placed.
    private static void Place(ChildProcessOptions options, byte* actions, List<FileDescriptor> opened)
    {
        int count = options.Descriptors.Count;
        for (int target = 0; target < count; target++)
        {
            using FileDescriptor? nothing = options.Descriptors[target] is null ? FileDescriptor.Open("/dev/null", OpenFlags.ReadWrite) : null;
            FileDescriptor source = FileDescriptor.Duplicate((options.Descriptors[target] ?? nothing!).Number, count);
            opened.Add(source);
            Check(NativeMethods.posix_spawn_file_actions_adddup2(actions, source.Number, target), options);
        }
        try
        {
            Check(NativeMethods.posix_spawn_file_actions_addclosefrom_np(actions, count), options);
        }
        catch (EntryPointNotFoundException)
        {
            // A C library without it: what .NET opens is closed anyway, and what a shell left open in this process is not ours.
        }
    }

    private static void SetAttributes(ChildProcessOptions options, byte* attributes)
    {
        sigset_t signals;
        _ = LibC.sigemptyset(&signals);
        Check(NativeMethods.posix_spawnattr_setsigmask(attributes, &signals), options);
        // sigfillset(3) leaves out the two signals that the C library uses itself.
        new Span<byte>(&signals, sizeof(sigset_t)).Fill(0xff);
        Check(NativeMethods.posix_spawnattr_setsigdefault(attributes, &signals), options);
        Check(NativeMethods.posix_spawnattr_setflags(attributes, (short)(SetSignalDefaults | SetSignalMask | (options.NewSession ? SetSession : 0))), options);
    }

    private static int Spawn(string path, ChildProcessOptions options, byte* actions, byte* attributes)
    {
        nint[] arguments = Texts([options.FileName, .. options.Arguments]), environment = Texts(options.Environment);
        try
        {
            fixed (nint* argument = arguments, variable = environment)
            {
                Check(Libc.posix_spawn(out int processId, path, actions, attributes, argument, variable), options);
                return processId;
            }
        }
        finally
        {
            foreach (nint text in arguments.Concat(environment)) Marshal.FreeCoTaskMem(text);
        }
    }

    // Ends with a null, as argv and envp do.
    private static nint[] Texts(IReadOnlyList<string> texts) => [.. texts.Select(Marshal.StringToCoTaskMemUTF8), 0];

    private static void Check(int errno, ChildProcessOptions options)
    {
        if (errno != 0) throw new SystemCallException("posix_spawn", options.FileName, (Errno)errno);
    }
}
