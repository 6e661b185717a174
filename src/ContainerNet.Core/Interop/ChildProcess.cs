using System.Collections;
using System.Runtime.InteropServices;

namespace ContainerNet.Interop;

/// <summary>A program to start.</summary>
internal sealed record ChildProcessOptions
{
    /// <summary>Its path.</summary>
    public required string FileName { get; init; }

    /// <summary>Its arguments, without its own name.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Its whole environment, NAME=value.</summary>
    public IReadOnlyList<string> Environment { get; init; } = OwnEnvironment();

    /// <summary>What its descriptors 0, 1, 2, … are; null stands for /dev/null. It gets no other.</summary>
    public IReadOnlyList<FileDescriptor?> Descriptors { get; init; } = [null, null, null];

    /// <summary>The folder it starts in; this process's when null.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Whether it leads a session of its own, so that no terminal's signal reaches it.</summary>
    public bool NewSession { get; init; }

    // Sockets of a service manager are for this process, and who inherits their names would answer in its place.
    private static IReadOnlyList<string> OwnEnvironment() =>
    [
        .. from DictionaryEntry entry in System.Environment.GetEnvironmentVariables()
           let name = (string)entry.Key
           where name is not ("NOTIFY_SOCKET" or "LISTEN_PID" or "LISTEN_FDS" or "LISTEN_FDNAMES")
           select $"{name}={entry.Value}",
    ];
}

/// <summary>
/// A program started by posix_spawn(3), in the network namespace of the thread that starts it and with exactly the
/// descriptors that it is given: .NET's own way gives no more than the first three.
/// </summary>
internal sealed unsafe class ChildProcess
{
    // More than any C library's posix_spawn_file_actions_t, posix_spawnattr_t and sigset_t (glibc: 80, 336, 128).
    private const int ObjectSize = 1024;
    private const int SignalSetSize = 128;

    private const short SetSignalDefaults = 0x04;
    private const short SetSignalMask = 0x08;
    private const short SetSession = 0x80;

    private ChildProcess(int processId) => ProcessId = processId;

    /// <summary>Its process id.</summary>
    public int ProcessId { get; }

    /// <summary>Starts a program.</summary>
    public static ChildProcess Start(ChildProcessOptions options)
    {
        var opened = new List<FileDescriptor>();
        byte* actions = stackalloc byte[ObjectSize], attributes = stackalloc byte[ObjectSize];
        try
        {
            Check(Libc.posix_spawn_file_actions_init(actions), options);
            Check(Libc.posix_spawnattr_init(attributes), options);
            Place(options, actions, opened);
            if (options.WorkingDirectory is { } folder) Check(Libc.posix_spawn_file_actions_addchdir_np(actions, folder), options);
            SetAttributes(options, attributes);
            return new ChildProcess(Spawn(options, actions, attributes));
        }
        finally
        {
            _ = Libc.posix_spawn_file_actions_destroy(actions);
            _ = Libc.posix_spawnattr_destroy(attributes);
            foreach (FileDescriptor descriptor in opened) descriptor.Dispose();
        }
    }

    /// <summary>Waits for its end, for which each process has to be waited once.</summary>
    /// <returns>Its exit code, or 128 and the number of the signal that ended it.</returns>
    public int Wait()
    {
        int status;
        while (Libc.waitpid(ProcessId, out status, 0) < 0)
        {
            if (Libc.LastError != Errno.EINTR) Libc.Check(-1, "waitpid");
        }
        int signal = status & 0x7f;
        return signal == 0 ? status >> 8 & 0xff : 128 + signal;
    }

    // From numbers beyond all targets, so that placing one never closes another that is still to be placed.
    private static void Place(ChildProcessOptions options, byte* actions, List<FileDescriptor> opened)
    {
        int count = options.Descriptors.Count;
        for (int target = 0; target < count; target++)
        {
            using FileDescriptor? nothing = options.Descriptors[target] is null ? FileDescriptor.Open("/dev/null", OpenFlags.ReadWrite) : null;
            FileDescriptor source = FileDescriptor.Duplicate((options.Descriptors[target] ?? nothing!).Number, count);
            opened.Add(source);
            Check(Libc.posix_spawn_file_actions_adddup2(actions, source.Number, target), options);
        }
        try
        {
            Check(Libc.posix_spawn_file_actions_addclosefrom_np(actions, count), options);
        }
        catch (EntryPointNotFoundException)
        {
            // A C library without it: what .NET opens is closed anyway, and what a shell left open in this process is not ours.
        }
    }

    private static void SetAttributes(ChildProcessOptions options, byte* attributes)
    {
        byte* signals = stackalloc byte[SignalSetSize];
        new Span<byte>(signals, SignalSetSize).Clear();
        Check(Libc.posix_spawnattr_setsigmask(attributes, signals), options);
        new Span<byte>(signals, SignalSetSize).Fill(0xff);
        Check(Libc.posix_spawnattr_setsigdefault(attributes, signals), options);
        Check(Libc.posix_spawnattr_setflags(attributes, (short)(SetSignalDefaults | SetSignalMask | (options.NewSession ? SetSession : 0))), options);
    }

    private static int Spawn(ChildProcessOptions options, byte* actions, byte* attributes)
    {
        nint[] arguments = Texts([options.FileName, .. options.Arguments]), environment = Texts(options.Environment);
        try
        {
            fixed (nint* argument = arguments, variable = environment)
            {
                Check(Libc.posix_spawn(out int processId, options.FileName, actions, attributes, argument, variable), options);
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
