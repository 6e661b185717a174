using ContainerNet.Linux.Processes;
using ContainerNet.Linux.Syscalls;
using ContainerNet.Tests.Support;
using Tmds.Linux;
using Xunit;

namespace ContainerNet.Tests.Containers;

/// <summary>A terminal as a user has one: <see cref="Keyboard"/> is the user's side, <see cref="Terminal"/> a program's.</summary>
internal sealed unsafe class Pty : IDisposable
{
    public Pty()
    {
        Keyboard = FileDescriptor.Open("/dev/ptmx", OpenFlags.ReadWrite | OpenFlags.NoControllingTerminal);
        int unlocked = 0, number = 0;
        Libc.Check(Libc.ioctl(Keyboard, LibC.TIOCSPTLCK, &unlocked), "TIOCSPTLCK");
        Libc.Check(Libc.ioctl(Keyboard, LibC.TIOCGPTN, &number), "TIOCGPTN");
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
        var size = new winsize { ws_row = rows, ws_col = columns };
        Libc.Check(Libc.ioctl(Terminal, LibC.TIOCSWINSZ, &size), "TIOCSWINSZ");
    }

    public void Type(string text) => Keyboard.Write(System.Text.Encoding.ASCII.GetBytes(text));

    /// <summary>Reads what is shown until a text is.</summary>
    public string ReadUntil(string text)
    {
        string shown = "";
        byte[] buffer = new byte[4096];
        while (!shown.Contains(text, StringComparison.Ordinal))
        {
            Assert.True(Readiness.Wait(Keyboard, LibC.POLLIN, TimeSpan.FromSeconds(10), default), $"'{text}' in: {shown}");
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
