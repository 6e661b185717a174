using ContainerNet.Linux.Processes;
using ContainerNet.Linux.Syscalls;
using ContainerNet.Plans;

namespace ContainerNet.State;

/// <summary>
/// The lock that every change of a host's state holds: a file lock, which other processes honour and which dies with its
/// holder. A thread that holds it may take it again. What its holder is about to do stands in the file meanwhile
/// (<see cref="Journal"/>): text without a holder of the lock is from a dead process.
/// </summary>
/// <param name="folder">The directory that the file is in.</param>
internal sealed class StateLock(string folder) : IDisposable
{
    private readonly Lock _threads = new();
    // Kept open from one time to the next.
    private LockFile? _file;
    private int _depth;
    private long _turn;

    /// <summary>
    /// A number of its own for each time that the lock is taken; 0 for a thread that does not hold it. As long as it is the
    /// same, no other process changes what the lock guards.
    /// </summary>
    public long Turn => _threads.IsHeldByCurrentThread ? _turn : 0;

    /// <summary>The file's path.</summary>
    public string Path { get; } = System.IO.Path.Combine(folder, "lock");

    /// <summary>The file; for the holder of the lock.</summary>
    public LockFile File => _file!;

    /// <summary>Waits for the lock and holds it until the result is disposed of.</summary>
    /// <param name="cancellation">Ends the wait with an <see cref="OperationCanceledException"/>.</param>
    public Holder Take(CancellationToken cancellation)
    {
        if (!cancellation.CanBeCanceled) return Take();
        if (TryTake() is { } held) return held;
        LockWait.Until(() => TryTake() is not null, cancellation);
        return new Holder(this);
    }

    /// <summary>Waits for the lock and holds it until the result is disposed of.</summary>
    public Holder Take()
    {
        _threads.Enter();
        return Enter(LockOperation.Exclusive)!.Value;
    }

    /// <summary>Takes the lock; null when another process holds it.</summary>
    public Holder? TryTake() => _threads.TryEnter() ? Enter(LockOperation.Exclusive | LockOperation.NonBlocking) : null;

    /// <summary>Whether there is text in the file that no thread of this process is at. It is asked before each change.</summary>
    public bool HasOthersText()
    {
        if (!_threads.TryEnter()) return false;
        try
        {
            // The process that takes the lock checks whether the file is still in place, and looks for text as well.
            _file ??= LockFile.TryOpen(Path);
            return _file is { Length: 0, HasText: true };
        }
        finally
        {
            _threads.Exit();
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _file?.Dispose();

    private Holder? Enter(LockOperation operation)
    {
        bool taken = false;
        try
        {
            taken = _depth > 0 || TryLock(operation);
            if (taken) _depth++;
            return taken ? new Holder(this) : null;
        }
        finally
        {
            if (!taken) _threads.Exit();
        }
    }

    private bool TryLock(LockOperation operation)
    {
        while (true)
        {
            _file ??= LockFile.Open(Path);
            if (!File.TryLock(operation)) return false;
            if (File.IsInPlace)
            {
                _turn++;
                return true;
            }
            // Another program removed it since it was opened: there is a new one, or one has to be made.
            Close();
        }
    }

    private void Leave()
    {
        if (--_depth == 0) File.Unlock();
        _threads.Exit();
    }

    private void Close()
    {
        _file?.Dispose();
        _file = null;
    }

    /// <summary>Holds the lock until it is disposed of.</summary>
    public readonly struct Holder(StateLock owner) : IDisposable
    {
        public void Dispose() => owner.Leave();
    }
}
