using System.Globalization;
using ContainerNet.Linux.Syscalls;
using Tmds.Linux;

namespace ContainerNet.Linux.Processes;

/// <summary>One process and none that gets its number later: its id, and when it started.</summary>
/// <param name="ProcessId">Its id.</param>
/// <param name="StartTime">Clock ticks from boot to its start (proc(5), /proc/PID/stat, field 22).</param>
internal readonly record struct ProcessIdentity(int ProcessId, ulong StartTime)
{
    /// <summary>Whether it lives; one that ended and is still to be waited for does not.</summary>
    public bool IsAlive => Of(ProcessId) == this;

    /// <summary>The process that has an id now; null when none has, or when it has ended.</summary>
    public static ProcessIdentity? Of(int processId)
    {
        string stat;
        try
        {
            stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/stat"));
        }
        // ESRCH, which the read of a process that ends meanwhile returns, has no exception of its own.
        catch (IOException)
        {
            return null;
        }
        // The name in parentheses may hold anything; after it come the state, and the start as the twentieth.
        string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return fields[0] is "Z" or "X" ? null : new ProcessIdentity(processId, ulong.Parse(fields[19], CultureInfo.InvariantCulture));
    }

    /// <summary>All processes that live.</summary>
    public static IEnumerable<ProcessIdentity> All()
        => Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Select(name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int id) ? Of(id) : null).OfType<ProcessIdentity>();

    /// <summary>A process's arguments, each with a zero byte after it; nothing when it has ended (proc(5), /proc/PID/cmdline).</summary>
    public static byte[] CommandLine(int processId)
    {
        try
        {
            return File.ReadAllBytes(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/cmdline"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>Sends a signal.</summary>
    /// <returns>False when it has ended.</returns>
    public bool Signal(int signal)
    {
        using FileDescriptor? process = Open();
        if (process is null) return false;
        if (Libc.pidfd_send_signal(process, signal) == 0) return true;
        return Libc.LastError == Errno.ESRCH ? false : throw new SystemCallException("pidfd_send_signal", null, Libc.LastError);
    }

    /// <summary>Waits until it has ended.</summary>
    /// <param name="cancellation">Ends the wait with an <see cref="OperationCanceledException"/>.</param>
    public void WaitForExit(CancellationToken cancellation)
    {
        using FileDescriptor? process = Open();
        while (process is not null && !Readiness.Wait(process, LibC.POLLIN, TimeSpan.FromHours(1), cancellation)) { }
    }

    // The descriptor refers to the current owner of the number, so the identity is checked after it is opened.
    private FileDescriptor? Open()
    {
        FileDescriptor process = Libc.pidfd_open(ProcessId, 0);
        if (!process.IsInvalid && IsAlive) return process;
        process.Dispose();
        return null;
    }
}
