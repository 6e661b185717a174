using System.Runtime.InteropServices;

namespace ContainerNet.Interop;

/// <summary>The C library's calls about terminals, under their own names. A struct termios is a block of bytes here.</summary>
internal static unsafe partial class Libc
{
    [LibraryImport(Library, SetLastError = true)]
    public static partial int isatty(int descriptor);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int tcgetattr(FileDescriptor terminal, byte* mode);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int tcsetattr(FileDescriptor terminal, int when, byte* mode);

    [LibraryImport(Library)]
    public static partial void cfmakeraw(byte* mode);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int ioctl(FileDescriptor descriptor, nuint request, void* argument);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int shutdown(FileDescriptor socket, int how);
}
