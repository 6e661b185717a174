using ContainerNet.Linux.NetNs;
using ContainerNet.Linux.Syscalls;

namespace ContainerNet.Linux.Sysctls;

/// <summary>
/// The files of kernel parameters. Which namespace a directory below /proc/sys/net is of is decided when it is opened, by where the
/// opening thread is then (sysctl_follow_link in fs/proc/proc_sysctl.c). Open, it is a way into its namespace for every thread,
/// and keeps it alive no longer: those of the host stay open. So it is with files.
/// For the others' there is a proc file system of this object's own. In /proc/sys all namespaces' entries of one path stand in
/// one chain of the kernel's cache of names, and each look-up walks it (proc_sys_compare): with a thousand namespaces that takes
/// milliseconds. A new file system begins with an empty chain. Where none can be made for want of privilege, it is
/// /proc after all.
/// </summary>
internal sealed class SysctlFiles(HostNamespaces namespaces) : IDisposable
{
    // To make one costs as much as walking a chain of some dozens.
    private const int Uses = 32;

    // These cannot be unloaded and loaded again, as modules can that have others.
    private static readonly string[] _folders = ["net/ipv4/", "net/ipv6/"];

    private readonly Lock _lock = new();
    private readonly Lock _hostLock = new();
    private readonly FileDescriptor?[] _ofHost = new FileDescriptor?[_folders.Length];
    private readonly Dictionary<string, FileDescriptor> _kept = [];
    private FileDescriptor? _proc;
    private int _uses;

    /// <summary>Opens the file of a parameter of the host's; null when there is none.</summary>
    /// <param name="key">Its name under /proc/sys, with slashes.</param>
    /// <param name="flags">How it is opened.</param>
    public FileDescriptor? TryOpenOfHost(string key, OpenFlags flags)
    {
        int index = Array.FindIndex(_folders, folder => key.StartsWith(folder, StringComparison.Ordinal));
        if (index < 0) return TryOpenInside(key, flags);
        lock (_hostLock)
        {
            _ofHost[index] ??= TryOpenInside(_folders[index], OpenFlags.ReadOnly);
            return _ofHost[index] is { } folder ? TryOpenAt(folder, key[_folders[index].Length..], flags, key) : null;
        }
    }

    /// <summary>Opens the file of a parameter of a namespace; null when there is none.</summary>
    /// <inheritdoc cref="TryOpenOfHost"/>
    public FileDescriptor? TryOpen(NamespaceReference reference, string key, OpenFlags flags)
        => reference.IsHost ? TryOpenOfHost(key, flags) : namespaces.Run(reference, () => TryOpen(key, flags));

    /// <summary>The file of a parameter that the host always has, for reading: it stays open. Null when there is none.</summary>
    public FileDescriptor? KeptOfHost(string key)
    {
        lock (_hostLock)
        {
            if (_kept.TryGetValue(key, out FileDescriptor? known)) return known;
            FileDescriptor? file = TryOpenOfHost(key, OpenFlags.ReadOnly);
            if (file is not null) _kept[key] = file;
            return file;
        }
    }

    /// <summary>Opens the file of a parameter of the namespace that the calling thread is in; null when there is none.</summary>
    /// <inheritdoc cref="TryOpenOfHost"/>
    public FileDescriptor? TryOpen(string key, OpenFlags flags)
    {
        lock (_lock)
        {
            if (_proc is null || _uses++ >= Uses) Renew();
            return TryOpenAt(_proc!, $"sys/{key}", flags, key);
        }
    }

    /// <summary>Closes the file system and the directories.</summary>
    public void Dispose()
    {
        _proc?.Dispose();
        foreach (FileDescriptor? folder in _ofHost) folder?.Dispose();
        foreach (FileDescriptor file in _kept.Values) file.Dispose();
    }

    private FileDescriptor? TryOpenInside(string key, OpenFlags flags) => namespaces.Run(NamespaceReference.Host, () => TryOpen(key, flags));

    private static FileDescriptor? TryOpenAt(FileDescriptor folder, string path, OpenFlags flags, string key)
    {
        int number = Libc.openat(folder, path, flags | OpenFlags.CloseOnExec, 0);
        if (number >= 0) return FileDescriptor.Own(number);
        // A directory is not a parameter.
        return Libc.LastError is Errno.ENOENT or Errno.ENOTDIR or Errno.EISDIR ? null : throw new SystemCallException("open", $"/proc/sys/{key}", Libc.LastError);
    }

    private void Renew()
    {
        _proc?.Dispose();
        _proc = TryMake() ?? FileDescriptor.Open("/proc", OpenFlags.ReadOnly);
        _uses = 0;
    }

    private static FileDescriptor? TryMake()
    {
        using FileDescriptor? context = Libc.OpenFileSystem("proc");
        return context is not null && Libc.TryCreateFileSystem(context) ? Libc.NewMount(context) : null;
    }
}
