using ContainerNet.Linux.Syscalls;
using Tmds.Linux;

namespace ContainerNet.Linux.Processes;

/// <summary>A pseudoterminal (pty(7)): what a program has as its terminal, and the side from which it is typed on and read.</summary>
internal sealed unsafe class PseudoTerminal : IDisposable
{
    // asm-generic/ioctls.h; Tmds.LibC has neither. The second opens the terminal without its path, which another mount namespace may lack.
    private const int UnlockRequest = 0x40045431;
    private const int OpenPeerRequest = 0x5441;

    private PseudoTerminal(FileDescriptor master, FileDescriptor terminal) => (Master, Terminal) = (master, terminal);

    /// <summary>The side that is typed on and read.</summary>
    public FileDescriptor Master { get; }

    /// <summary>The program's side.</summary>
    public FileDescriptor Terminal { get; }

    /// <summary>Makes a pseudoterminal.</summary>
    public static PseudoTerminal Open()
    {
        FileDescriptor master = FileDescriptor.Open("/dev/ptmx", OpenFlags.ReadWrite | OpenFlags.NoControllingTerminal);
        int locked = 0;
        Libc.Check(Libc.ioctl(master, UnlockRequest, &locked), "ioctl", "/dev/ptmx");
        var terminal = FileDescriptor.Own(Libc.ioctl(master, OpenPeerRequest, (void*)(LibC.O_RDWR | LibC.O_NOCTTY | LibC.O_CLOEXEC)));
        return new PseudoTerminal(master, Libc.Check(terminal, "ioctl", "/dev/ptmx"));
    }

    /// <summary>Sets its size in characters.</summary>
    public void Resize(int rows, int columns)
    {
        var size = new winsize { ws_row = (ushort)rows, ws_col = (ushort)columns };
        Libc.Check(Libc.ioctl(Master, LibC.TIOCSWINSZ, &size), "ioctl", "/dev/ptmx");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Master.Dispose();
        Terminal.Dispose();
    }
}
