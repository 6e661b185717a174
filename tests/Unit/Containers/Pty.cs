using ContainerNet.Interop;
using ContainerNet.Tests.Support;
using Xunit;

namespace ContainerNet.Tests.Containers;

/// <summary>A terminal as a user has one: <see cref="Keyboard"/> is the user's side, <see cref="Terminal"/> a program's.</summary>
internal sealed unsafe class Pty : IDisposable
{
    // asm-generic/ioctls.h, linux/tty.h.
    private const nuint SetLock = 0x40045431;
    private const nuint GetNumber = 0x80045430;
    private const nuint SetWindowSize = 0x5414;

    public Pty()
    {
        Keyboard = FileDescriptor.Open("/dev/ptmx", OpenFlags.ReadWrite | OpenFlags.NoControllingTerminal);
        int unlocked = 0, number = 0;
        Libc.Check(Libc.ioctl(Keyboard, SetLock, &unlocked), "TIOCSPTLCK");
        Libc.Check(Libc.ioctl(Keyboard, GetNumber, &number), "TIOCGPTN");
        Path = $"/dev/pts/{number}";
        Terminal = FileDescriptor.Open(Path, OpenFlags.ReadWrite | OpenFlags.NoControllingTerminal);
    }

    public FileDescriptor Keyboard { get; }

    public FileDescriptor Terminal { get; }

    public string Path { get; }

    /// <summary>How it is set, as stty(1) sees it.</summary>
    public string Mode => Tool.Run("stty", ["-a", "-F", Path]);

    public void Resize(ushort rows, ushort columns)
    {
        ushort* size = stackalloc ushort[4] { rows, columns, 0, 0 };
        Libc.Check(Libc.ioctl(Terminal, SetWindowSize, size), "TIOCSWINSZ");
    }

    public void Type(string text) => Keyboard.Write(System.Text.Encoding.ASCII.GetBytes(text));

    /// <summary>Reads what is shown until a text is.</summary>
    public string ReadUntil(string text)
    {
        string shown = "";
        byte[] buffer = new byte[4096];
        while (!shown.Contains(text, StringComparison.Ordinal))
        {
            Assert.True(Readiness.Wait(Keyboard, PollDescriptor.In, TimeSpan.FromSeconds(10), default), $"'{text}' in: {shown}");
            shown += System.Text.Encoding.UTF8.GetString(buffer, 0, Keyboard.Read(buffer));
        }
        return shown;
    }

    public void Dispose()
    {
        Keyboard.Dispose();
        Terminal.Dispose();
    }
}
