using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using ContainerNet.Linux.Processes;
using ContainerNet.Linux.Syscalls;
using Tmds.Linux;
using static Tmds.Linux.LibC;

namespace ContainerNet.Containers.Runtime;

/// <summary>How an attachment ended.</summary>
internal enum AttachmentEnd
{
    /// <summary>The container has closed its side: it has ended.</summary>
    ContainerEnded,
    /// <summary>The user left by Ctrl+P Ctrl+Q; the container runs on.</summary>
    Detached,
}

/// <summary>
/// A connection to a container's input and output by conmon's socket. What the container writes once it is open arrives, so it
/// is opened before the container is started.
/// </summary>
internal sealed unsafe class ContainerAttachment : IDisposable
{
    // conmon's CONN_SOCK_BUF_SIZE and STDIO_BUF_SIZE, and the byte before it that says which stream a packet is of.
    private const int InputSize = 32 * 1024;
    private const int PacketSize = 8 * 1024 + 1;
    private const byte ErrorStream = 3;

    private readonly FileDescriptor _socket;
    private readonly BundleDirectory _folder;

    private ContainerAttachment(FileDescriptor socket, BundleDirectory folder) => (_socket, _folder) = (socket, folder);

    /// <summary>Connects to a container.</summary>
    /// <exception cref="ContainerNetException">Nothing answers there: its conmon has ended.</exception>
    public static ContainerAttachment Open(string id, BundleDirectory folder)
    {
        // By the directory's descriptor, since a socket's address has no room for long paths.
        using FileDescriptor? place = FileDescriptor.TryOpen(folder.Path, OpenFlags.ReadOnly);
        FileDescriptor socket = Libc.socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
        var attachment = new ContainerAttachment(socket, folder);
        if (place is not null && attachment.TryConnect($"/proc/self/fd/{place.Number}/{Path.GetFileName(folder.AttachSocket)}")) return attachment;
        attachment.Dispose();
        throw new ContainerNetException($"The session cannot attach to container {id}: its conmon is not running.", ErrorKind.NotFound) { ErrorId = "ContainerNotRunning", Subject = id };
    }

    /// <summary>Passes on what is typed here, and shows what the container writes, until one side ends. A terminal here is as it was afterwards.</summary>
    /// <param name="hasTerminal">Whether the container has a terminal, which then gets each key unchanged, and the size of the local terminal.</param>
    /// <param name="input">What the container reads; null for nothing.</param>
    /// <param name="output">Receives its output.</param>
    /// <param name="errors">Where its errors go.</param>
    /// <param name="detachKeys">Whether Ctrl+P Ctrl+Q in the input end it too where the input is not a terminal of this process.</param>
    /// <param name="cancellation">Ends it with an <see cref="OperationCanceledException"/>; the container runs on.</param>
    public AttachmentEnd Run(bool hasTerminal, FileDescriptor? input, FileDescriptor output, FileDescriptor errors, bool detachKeys = false, CancellationToken cancellation = default)
    {
        using TerminalMode? mode = hasTerminal && input is not null ? TerminalMode.Keep(input) : null;
        mode?.SetRaw();
        using PosixSignalRegistration? resizing = mode is null ? null : PosixSignalRegistration.Create(PosixSignal.SIGWINCH, _ => Resize(output));
        if (mode is not null) Resize(output);
        using FileDescriptor wake = Readiness.NewEvent();
        using CancellationTokenRegistration registration = cancellation.Register(() => Readiness.Signal(wake));
        return Pump(mode is not null || detachKeys, input, output, errors, wake, cancellation);
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private AttachmentEnd Pump(bool isTerminal, FileDescriptor? input, FileDescriptor output, FileDescriptor errors, FileDescriptor wake, CancellationToken cancellation)
    {
        byte[] buffer = new byte[InputSize];
        var keys = new DetachKeys();
        while (true)
        {
            int ready = Readiness.WaitAny(_socket, wake, input);
            cancellation.ThrowIfCancellationRequested();
            if (ready == 0)
            {
                if (!Show(buffer, output, errors)) return AttachmentEnd.ContainerEnded;
                continue;
            }
            int count = input!.Read(buffer);
            if (isTerminal && keys.IsIn(buffer.AsSpan(0, count))) return AttachmentEnd.Detached;
            if (count > 0 && Send(buffer.AsSpan(0, count))) continue;
            // The end of the input is one for the container too.
            _ = Libc.shutdown(_socket, SHUT_WR);
            input = null;
        }
    }

    private bool Show(byte[] buffer, FileDescriptor output, FileDescriptor errors)
    {
        int count = Receive(buffer.AsSpan(0, PacketSize));
        if (count <= 0) return false;
        return (buffer[0] == ErrorStream ? errors : output).Write(buffer.AsSpan(1, count - 1));
    }

    private int Receive(Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            nint count;
            do count = Libc.recv(_socket, start, (nuint)buffer.Length, 0);
            while (count < 0 && Libc.LastError == Errno.EINTR);
            return (int)count;
        }
    }

    private bool Send(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            nint count;
            do count = Libc.send(_socket, start, (nuint)bytes.Length, MSG_NOSIGNAL);
            while (count < 0 && Libc.LastError == Errno.EINTR);
            return count >= 0;
        }
    }

    private void Resize(FileDescriptor terminal)
    {
        if (TerminalMode.SizeOf(terminal) is { } size) Resize(_folder, size.Rows, size.Columns);
    }

    /// <summary>Sets the size of the container's terminal, in characters.</summary>
    public static void Resize(BundleDirectory folder, int rows, int columns)
    {
        using FileDescriptor? pipe = FileDescriptor.TryOpen(folder.ControlPipe, OpenFlags.WriteOnly | OpenFlags.NonBlocking);
        // A kind of message (1 is the terminal's size), rows, columns.
        _ = pipe?.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"1 {rows} {columns}\n")));
    }

    private bool TryConnect(string path)
    {
        var address = new sockaddr_un { sun_family = AF_UNIX };
        Encoding.ASCII.GetBytes(path, new Span<byte>(address.sun_path, sockaddr_un.sun_path_length));
        return Libc.connect(_socket, (byte*)&address, (uint)sizeof(sockaddr_un)) == 0;
    }

    /// <summary>Finds Ctrl+P Ctrl+Q, Docker's keys to leave, in what is typed.</summary>
    private sealed class DetachKeys
    {
        private const byte ControlP = 0x10;
        private const byte ControlQ = 0x11;

        private bool _first;

        public bool IsIn(ReadOnlySpan<byte> typed)
        {
            foreach (byte key in typed)
            {
                if (_first && key == ControlQ) return true;
                _first = key == ControlP;
            }
            return false;
        }
    }
}
