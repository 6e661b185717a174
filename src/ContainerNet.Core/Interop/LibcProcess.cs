using System.Runtime.InteropServices;

namespace ContainerNet.Interop;

/// <summary>The C library's calls about processes, under their own names.</summary>
internal static unsafe partial class Libc
{
    [LibraryImport(Library, SetLastError = true)]
    public static partial int pipe2(int* descriptors, OpenFlags flags);

    [LibraryImport(Library, SetLastError = true)]
    public static partial FileDescriptor fcntl(int descriptor, int command, int argument);

    [LibraryImport(Library, SetLastError = true)]
    public static partial nint read(FileDescriptor descriptor, byte* buffer, nuint length);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int waitpid(int processId, out int status, int options);

    /// <summary>Its number, which older C libraries have no function for.</summary>
    public const int PidfdOpen = 434;

    [LibraryImport(Library)]
    public static partial int gettid();

    [LibraryImport(Library, SetLastError = true, EntryPoint = "syscall")]
    public static partial FileDescriptor pidfd_open(nint number, int processId, uint flags);

    [LibraryImport(Library, SetLastError = true, EntryPoint = "syscall")]
    public static partial nint pidfd_send_signal(nint number, FileDescriptor process, int signal, void* information, uint flags);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8, EntryPoint = "syscall")]
    public static partial FileDescriptor openat2(nint number, FileDescriptor folder, string path, ulong* how, nuint size);

    // The posix_spawn calls answer the error number itself, and their objects are opaque.
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int posix_spawn(out int processId, string path, byte* actions, byte* attributes, nint* arguments, nint* environment);

    [LibraryImport(Library)]
    public static partial int posix_spawn_file_actions_init(byte* actions);

    [LibraryImport(Library)]
    public static partial int posix_spawn_file_actions_destroy(byte* actions);

    [LibraryImport(Library)]
    public static partial int posix_spawn_file_actions_adddup2(byte* actions, int descriptor, int target);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int posix_spawn_file_actions_addchdir_np(byte* actions, string path);

    [LibraryImport(Library)]
    public static partial int posix_spawn_file_actions_addclosefrom_np(byte* actions, int first);

    [LibraryImport(Library)]
    public static partial int posix_spawnattr_init(byte* attributes);

    [LibraryImport(Library)]
    public static partial int posix_spawnattr_destroy(byte* attributes);

    [LibraryImport(Library)]
    public static partial int posix_spawnattr_setflags(byte* attributes, short flags);

    [LibraryImport(Library)]
    public static partial int posix_spawnattr_setsigdefault(byte* attributes, byte* signals);

    [LibraryImport(Library)]
    public static partial int posix_spawnattr_setsigmask(byte* attributes, byte* signals);
}
