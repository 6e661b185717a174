using ContainerNet.Linux.Syscalls;
using Tmds.Linux;

namespace ContainerNet.Linux.Processes;

/// <summary>How a terminal was set, put back when it is disposed of whatever happened meanwhile.</summary>
internal sealed unsafe class TerminalMode : IDisposable
{
    private readonly FileDescriptor _terminal;
    private readonly termios _mode;

    private TerminalMode(FileDescriptor terminal)
    {
        _terminal = terminal;
        termios mode;
        Libc.Check(Libc.tcgetattr(terminal, &mode), "tcgetattr");
        _mode = mode;
    }

    // Once what was written is out.
    private static int AfterOutput => (int)LibC.TCSADRAIN;

    /// <summary>Keeps how a terminal is set; null when the descriptor is of none. The descriptor has to stay open.</summary>
    public static TerminalMode? Keep(FileDescriptor descriptor) => LibC.isatty(descriptor.Number) == 1 ? new TerminalMode(descriptor) : null;

    /// <summary>The terminal's height and width in characters; null when the descriptor is of none.</summary>
    public static (int Rows, int Columns)? SizeOf(FileDescriptor descriptor)
    {
        winsize size;
        return Libc.ioctl(descriptor, LibC.TIOCGWINSZ, &size) == 0 ? (size.ws_row, size.ws_col) : null;
    }

    /// <summary>Makes the terminal pass on each key unchanged, Ctrl+C too, and show nothing by itself.</summary>
    public void SetRaw()
    {
        termios mode = _mode;
        NativeMethods.cfmakeraw(&mode);
        Libc.Check(Libc.tcsetattr(_terminal, AfterOutput, &mode), "tcsetattr");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        termios mode = _mode;
        _ = Libc.tcsetattr(_terminal, AfterOutput, &mode);
    }
}
