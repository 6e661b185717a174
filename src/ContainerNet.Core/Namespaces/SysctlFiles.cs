using ContainerNet.Interop;

namespace ContainerNet.Namespaces;

/// <summary>
/// The files of kernel parameters, in a proc file system of this object's own. In /proc/sys all namespaces' entries of one
/// path stand in one chain of the kernel's cache of names, and each look-up walks it (proc_sys_compare in
/// fs/proc/proc_sysctl.c): with a thousand namespaces that takes milliseconds. A new file system begins with an empty
/// chain. Where none can be made (no privilege, or a C library older than glibc 2.36) it is /proc after all.
/// </summary>
internal sealed class SysctlFiles : IDisposable
{
    // To make one costs as much as walking a chain of some dozens.
    private const int Uses = 32;
    private const uint CloseOnExec = 1;
    private const uint CreateCommand = 6;

    private readonly Lock _lock = new();
    private FileDescriptor? _proc;
    private int _uses;

    /// <summary>Opens the file of a parameter, in the namespace that the calling thread is in; null where there is none.</summary>
    /// <param name="key">Its name under /proc/sys, with slashes.</param>
    /// <param name="flags">How it is opened.</param>
    public FileDescriptor? TryOpen(string key, OpenFlags flags)
    {
        lock (_lock)
        {
            if (_proc is null || _uses++ >= Uses) Renew();
            FileDescriptor file = Libc.openat(_proc!, $"sys/{key}", flags | OpenFlags.CloseOnExec, 0);
            if (!file.IsInvalid) return file;
            Errno errno = Libc.LastError;
            file.Dispose();
            // A folder is no parameter.
            return errno is Errno.ENOENT or Errno.ENOTDIR or Errno.EISDIR ? null : throw new SystemCallException("open", $"/proc/sys/{key}", errno);
        }
    }

    /// <summary>Lets the file system go.</summary>
    public void Dispose() => _proc?.Dispose();

    private void Renew()
    {
        _proc?.Dispose();
        _proc = TryMake() ?? FileDescriptor.Open("/proc", OpenFlags.ReadOnly);
        _uses = 0;
    }

    private static FileDescriptor? TryMake()
    {
        try
        {
            using FileDescriptor context = Libc.fsopen("proc", CloseOnExec);
            if (context.IsInvalid || Libc.fsconfig(context, CreateCommand, null, null, 0) != 0) return null;
            FileDescriptor mount = Libc.fsmount(context, CloseOnExec, 0);
            if (!mount.IsInvalid) return mount;
            mount.Dispose();
            return null;
        }
        catch (EntryPointNotFoundException)
        {
            return null;
        }
    }
}
