using ContainerNet.Interop;

namespace ContainerNet.State;

/// <summary>
/// The lock that every change of a host's state holds: a file lock, which other processes honour and which dies with its
/// holder. A thread that holds it may take it again. What its holder is about to do stands in the file meanwhile
/// (<see cref="Plans.Journal"/>): text that nobody holds the lock for is a dead process's.
/// </summary>
/// <param name="folder">The folder that the file is in.</param>
internal sealed class StateLock(string folder) : IDisposable
{
    private readonly Lock _threads = new();
    // Kept open from one time to the next.
    private FileDescriptor? _file;
    private FileIdentity _identity;
    private int _depth;
    private bool _isOurs;

    /// <summary>The file.</summary>
    public string Path { get; } = System.IO.Path.Combine(folder, "lock");

    /// <summary>Whether the calling thread holds it.</summary>
    public bool IsHeld => _threads.IsHeldByCurrentThread;

    /// <summary>The length in bytes of what stands in the file; for who holds the lock.</summary>
    public long Length { get; private set; }

    /// <summary>Whether what stands in the file is a dead process's; for who holds the lock.</summary>
    public bool IsLeft => Length > 0 && !_isOurs;

    /// <summary>Takes the lock, waiting for whoever holds it, until the result is disposed of.</summary>
    public Holder Take()
    {
        _threads.Enter();
        return Enter(LockOperation.Exclusive)!.Value;
    }

    /// <summary>Takes the lock; null when somebody holds it.</summary>
    public Holder? TryTake() => _threads.TryEnter() ? Enter(LockOperation.Exclusive | LockOperation.NonBlocking) : null;

    /// <summary>Whether anything stands in the file, whoever wrote it. It is asked before each change, and takes one call.</summary>
    public bool HasText() => FileIdentity.Of(Path, out long length) is not null && length > 0;

    /// <summary>Writes behind what stands in the file.</summary>
    public unsafe void Append(ReadOnlySpan<byte> text)
    {
        fixed (byte* start = text)
        {
            nint written = Libc.write(_file!, start, (nuint)text.Length);
            if (written > 0) Length += written;
            _isOurs = true;
            if (written != text.Length) throw new SystemCallException("write", Path, written < 0 ? Libc.LastError : Errno.ENOSPC);
        }
    }

    /// <summary>What stands in the file.</summary>
    public unsafe byte[] Read()
    {
        byte[] text = new byte[Length];
        fixed (byte* start = text)
        {
            return Libc.pread(_file!, start, (nuint)text.Length, 0) == text.Length ? text : throw new SystemCallException("pread", Path, Libc.LastError);
        }
    }

    /// <summary>Cuts off what stands in the file behind a length.</summary>
    public void Truncate(long length)
    {
        Libc.Check(Libc.ftruncate(_file!, length), "ftruncate", Path);
        Length = length;
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _file?.Dispose();

    private Holder? Enter(LockOperation operation)
    {
        bool taken = false;
        try
        {
            taken = _depth > 0 || LockFile(operation);
            if (taken) _depth++;
            return taken ? new Holder(this) : null;
        }
        finally
        {
            if (!taken) _threads.Exit();
        }
    }

    // Somebody may have removed the file since it was opened: then there is another, or has to be.
    private bool LockFile(LockOperation operation)
    {
        while (true)
        {
            if (_file is null) Open();
            if (!TryLock(_file!, operation)) return false;
            if (FileIdentity.Of(Path, out long length) == _identity)
            {
                Length = length;
                _isOurs = false;
                return true;
            }
            _file!.Dispose();
            _file = null;
        }
    }

    private void Open()
    {
        const OpenFlags flags = OpenFlags.ReadWrite | OpenFlags.Create | OpenFlags.Append;
        const uint mode = 0b110_000_000;
        _file = FileDescriptor.TryOpen(Path, flags, mode);
        if (_file is null)
        {
            PrivateFolder.Ensure(folder);
            _file = FileDescriptor.Open(Path, flags, mode);
        }
        _identity = FileIdentity.Of(_file);
    }

    private bool TryLock(FileDescriptor file, LockOperation operation)
    {
        while (Libc.flock(file, operation) != 0)
        {
            if (Libc.LastError == Errno.EAGAIN) return false;
            if (Libc.LastError != Errno.EINTR) throw new SystemCallException("flock", Path, Libc.LastError);
        }
        return true;
    }

    private void Leave()
    {
        // By name, not by closing: a program that is just being started may have the descriptor for a moment.
        if (--_depth == 0) _ = Libc.flock(_file!, LockOperation.Unlock);
        _threads.Exit();
    }

    /// <summary>Holds the lock until it is disposed of.</summary>
    public readonly struct Holder(StateLock owner) : IDisposable
    {
        public void Dispose() => owner.Leave();
    }
}
