using ContainerNet.Interop;

namespace ContainerNet.State;

/// <summary>
/// The lock that every change of a host's state holds: a file lock, which other processes honour and which dies with its
/// holder. A thread that holds it may take it again.
/// </summary>
internal sealed class StateLock(string folder)
{
    private readonly Lock _threads = new();
    private FileDescriptor? _file;
    private int _depth;

    /// <summary>Takes the lock, waiting for whoever holds it, until the result is disposed of.</summary>
    public Holder Take()
    {
        _threads.Enter();
        try
        {
            if (_depth == 0) _file = LockFile();
            _depth++;
            return new Holder(this);
        }
        catch
        {
            _threads.Exit();
            throw;
        }
    }

    private FileDescriptor LockFile()
    {
        PrivateFolder.Ensure(folder);
        string path = Path.Combine(folder, "lock");
        FileDescriptor file = FileDescriptor.Open(path, OpenFlags.ReadWrite | OpenFlags.Create, mode: 0b110_000_000);
        while (Libc.flock(file, LockOperation.Exclusive) != 0)
        {
            if (Libc.LastError == Errno.EINTR) continue;
            Errno errno = Libc.LastError;
            file.Dispose();
            throw new SystemCallException("flock", path, errno);
        }
        return file;
    }

    private void Leave()
    {
        if (--_depth == 0)
        {
            _file?.Dispose();
            _file = null;
        }
        _threads.Exit();
    }

    /// <summary>Holds the lock until it is disposed of.</summary>
    public readonly struct Holder(StateLock owner) : IDisposable
    {
        public void Dispose() => owner.Leave();
    }
}
