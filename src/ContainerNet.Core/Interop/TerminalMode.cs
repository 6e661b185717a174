namespace ContainerNet.Interop;

/// <summary>How a terminal was set, put back when it is disposed of whatever happened meanwhile.</summary>
internal sealed unsafe class TerminalMode : IDisposable
{
    // More than any C library's struct termios (glibc: 60).
    private const int ModeSize = 256;

    // TIOCGWINSZ (asm-generic/ioctls.h), the same on x64 and arm64.
    private const nuint GetWindowSize = 0x5413;

    // Once what was written is out (TCSADRAIN).
    private const int AfterOutput = 1;

    private readonly FileDescriptor _terminal;
    private readonly byte[] _mode = new byte[ModeSize];

    private TerminalMode(FileDescriptor terminal)
    {
        _terminal = terminal;
        fixed (byte* mode = _mode) Libc.Check(Libc.tcgetattr(terminal, mode), "tcgetattr");
    }

    /// <summary>Keeps how a terminal is set; null when the descriptor is of none. The descriptor has to stay open.</summary>
    public static TerminalMode? Keep(FileDescriptor descriptor) => Libc.isatty(descriptor.Number) == 1 ? new TerminalMode(descriptor) : null;

    /// <summary>The terminal's height and width in characters; null when the descriptor is of none.</summary>
    public static (int Rows, int Columns)? SizeOf(FileDescriptor descriptor)
    {
        // struct winsize: rows, columns, and two numbers of points.
        ushort* size = stackalloc ushort[4];
        return Libc.ioctl(descriptor, GetWindowSize, size) == 0 ? (size[0], size[1]) : null;
    }

    /// <summary>Has the terminal pass on each key as it is, Ctrl+C too, and show nothing by itself.</summary>
    public void SetRaw()
    {
        byte[] raw = [.. _mode];
        fixed (byte* mode = raw)
        {
            Libc.cfmakeraw(mode);
            Libc.Check(Libc.tcsetattr(_terminal, AfterOutput, mode), "tcsetattr");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        fixed (byte* mode = _mode) _ = Libc.tcsetattr(_terminal, AfterOutput, mode);
    }
}
