using System.Runtime.InteropServices;

namespace ContainerNet.Linux.Syscalls;

/// <summary>
/// The functions of the C library that Tmds.LibC lacks, under their own names and with bare types. Each is declared here, once;
/// the rest of the code calls <see cref="Libc"/>.
/// </summary>
internal static unsafe partial class NativeMethods
{
    // With its version, as Tmds.LibC names it: libc.so is a text file where the C library's headers are installed.
    private const string Library = "libc.so.6";

    /// <summary>capget(2), linux/capability.h. Both structures are arrays of 32-bit words.</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int capget(uint* header, uint* data);

    /// <summary>flock(2), sys/file.h.</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int flock(int descriptor, int operation);

    /// <summary>poll(2), poll.h. Tmds.LibC declares it without keeping errno, which tells a signal (EINTR) from a failure.</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int poll(Tmds.Linux.pollfd* descriptors, nuint count, int milliseconds);

    /// <summary>rename(2), stdio.h.</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int rename(byte* oldPath, byte* newPath);

    /// <summary>renameat(2), stdio.h.</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int renameat(int oldDirectory, byte* oldName, int directory, byte* name);

    /// <summary>lsetxattr(2), sys/xattr.h.</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int lsetxattr(byte* path, byte* name, byte* value, nuint length, int flags);

    /// <summary>fgetxattr(2), sys/xattr.h.</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial nint fgetxattr(int file, byte* name, byte* value, nuint size);

    /// <summary>flistxattr(2), sys/xattr.h.</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial nint flistxattr(int file, byte* list, nuint size);

    /// <summary>opendir(3), dirent.h; the DIR is opaque.</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial nint opendir(byte* path);

    /// <summary>readdir(3), dirent.h.</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial byte* readdir(nint directory);

    /// <summary>closedir(3), dirent.h.</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int closedir(nint directory);

    /// <summary>waitpid(2), sys/wait.h.</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int waitpid(int processId, int* status, int options);

    /// <summary>gettid(2), unistd.h.</summary>
    [LibraryImport(Library)]
    public static partial int gettid();

    /// <summary>cfmakeraw(3), termios.h.</summary>
    [LibraryImport(Library)]
    public static partial void cfmakeraw(Tmds.Linux.termios* mode);

    /// <summary>posix_spawn(3), spawn.h. This and the following functions return the error number; their structures are opaque.</summary>
    [LibraryImport(Library)]
    public static partial int posix_spawn(int* processId, byte* path, byte* actions, byte* attributes, byte** arguments, byte** environment);

    /// <summary>posix_spawn_file_actions_init(3), spawn.h.</summary>
    [LibraryImport(Library)]
    public static partial int posix_spawn_file_actions_init(byte* actions);

    /// <summary>posix_spawn_file_actions_destroy(3), spawn.h.</summary>
    [LibraryImport(Library)]
    public static partial int posix_spawn_file_actions_destroy(byte* actions);

    /// <summary>posix_spawn_file_actions_adddup2(3), spawn.h.</summary>
    [LibraryImport(Library)]
    public static partial int posix_spawn_file_actions_adddup2(byte* actions, int descriptor, int target);

    /// <summary>posix_spawn_file_actions_addchdir_np(3), spawn.h; glibc 2.29.</summary>
    [LibraryImport(Library)]
    public static partial int posix_spawn_file_actions_addchdir_np(byte* actions, byte* path);

    /// <summary>posix_spawn_file_actions_addclosefrom_np(3), spawn.h; glibc 2.34.</summary>
    [LibraryImport(Library)]
    public static partial int posix_spawn_file_actions_addclosefrom_np(byte* actions, int first);

    /// <summary>posix_spawnattr_init(3), spawn.h.</summary>
    [LibraryImport(Library)]
    public static partial int posix_spawnattr_init(byte* attributes);

    /// <summary>posix_spawnattr_destroy(3), spawn.h.</summary>
    [LibraryImport(Library)]
    public static partial int posix_spawnattr_destroy(byte* attributes);

    /// <summary>posix_spawnattr_setflags(3), spawn.h.</summary>
    [LibraryImport(Library)]
    public static partial int posix_spawnattr_setflags(byte* attributes, short flags);

    /// <summary>posix_spawnattr_setsigdefault(3), spawn.h.</summary>
    [LibraryImport(Library)]
    public static partial int posix_spawnattr_setsigdefault(byte* attributes, Tmds.Linux.sigset_t* signals);

    /// <summary>posix_spawnattr_setsigmask(3), spawn.h.</summary>
    [LibraryImport(Library)]
    public static partial int posix_spawnattr_setsigmask(byte* attributes, Tmds.Linux.sigset_t* signals);
}
