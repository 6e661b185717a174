using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using ContainerNet.Linux.Files;
using ContainerNet.Linux.Syscalls;
using Tmds.Linux;

namespace ContainerNet.State;

/// <summary>
/// What is kept of the host's networks or endpoints, as a file that only grows: JSON Lines, each line one change, appended with
/// one write under the host's lock. What is written is never written over, so readers need no lock; they keep what they
/// made of it, and read only what was appended since. Half a line at the end is what a killed writer left: it counts for
/// nothing, and the next change is written into a new file without it. So it is when more than half of the lines say
/// what no longer holds; the new file is renamed over the old one, which processes that have it open may read to its end.
/// An editor may replace the file, or write it again in its place.
/// </summary>
/// <param name="path">Where it is.</param>
/// <param name="type">The type of a change, requested only when there is something to read or write: to make it is most of a first command's time.</param>
/// <param name="changes">The lock that changes are made under.</param>
/// <param name="isDurable">
/// Whether a change that was made has to survive a power cut: it is on the disk before the call returns. Such a log that is empty,
/// or whose end is damaged (<see cref="LogEnd"/>), is an error, and is never read as a shorter log.
/// </param>
internal sealed class ChangeLog<TTable, TChange>(string path, Func<JsonTypeInfo<TChange>> type, StateLock changes, bool isDurable = false) : IDisposable
    where TTable : IChangeTable<TChange>, new()
    where TChange : class, IChange, IJsonObject
{
    // A file with no more than so many lines too many is not worth another.
    private const int Slack = 64;
    // Bytes: some dozens of changes.
    private const int LeastReserve = 16 * 1024;
    private const int ReadSize = 64 * 1024;
    private const string Unreadable = "StateUnreadable";

    private readonly Lock _lock = new();
    private TTable _table = new();
    // Kept open: as long as it is, no other file gets its inode's number and passes for it.
    private FileDescriptor? _file;
    private FileStatus? _status;
    private bool _isWritable;
    private bool _isWhole = true;
    private long _offset;
    private long _reserved;
    private int _lines;
    private long _turn;

    /// <summary>Looks something up in what the file says now.</summary>
    /// <exception cref="ContainerNetException">StateUnreadable: a line is no change; or the file may not be read.</exception>
    public T Read<T>(Func<TTable, T> look)
    {
        lock (_lock)
        {
            Refresh();
            return look(_table);
        }
    }

    /// <summary>Makes a change.</summary>
    /// <exception cref="ContainerNetException">StateUnreadable, as for readers; or the file cannot be written.</exception>
    public void Append(TChange change)
    {
        using StateLock.Holder held = changes.Take();
        lock (_lock)
        {
            Refresh();
            try
            {
                int before = _table.Count;
                _table.Apply(change);
                if (_file is not null && _isWhole) Reserve(isNeeded: _table.Count > before);
                if (!TryReplace(change)) Append(Line(change));
                _status = FileStatus.Of(_file!);
            }
            catch
            {
                // What has been applied here may not have been written.
                Forget();
                throw;
            }
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        lock (_lock) Forget();
    }

    private void Forget()
    {
        _file?.Dispose();
        (_file, _status, _table, _isWritable, _isWhole, _offset, _reserved, _lines, _turn) = (null, null, new TTable(), false, true, 0, 0, 0, 0);
    }

    /// <summary>Reads what was appended since, or a file that has replaced it; under the lock only once, as only its holder appends.</summary>
    private void Refresh()
    {
        long turn = changes.Turn;
        if (turn != 0 && turn == _turn) return;
        // By its path: a descriptor refers to the opened file, even after that was renamed.
        FileStatus? present = FileStatus.Of(path);
        if (present is null && Libc.LastError is not Errno.ENOENT) throw Refused(Libc.LastError);
        if (present == _status)
        {
            // Half a line that was being written at the last look may have been given up.
            if (!_isWhole && present is { } same) CheckEnd(same);
        }
        else if (!HasGrown(present))
        {
            ReadAnew();
        }
        _turn = turn;
    }

    // Tells whether it is the file that was read, with something appended. A process that rewrites the file may make it longer
    // as well: what is read on from there is no whole line then.
    private bool HasGrown(FileStatus? present)
    {
        if (present is not { } status || status.File != _status?.File || status.Size <= _offset) return false;
        try
        {
            ReadOn(status.Size);
            _status = status;
            CheckEnd(status);
            return true;
        }
        catch (ContainerNetException e) when (e.ErrorId == Unreadable)
        {
            return false;
        }
    }

    private void ReadAnew()
    {
        Forget();
        try
        {
            _file = FileDescriptor.TryOpen(path, OpenFlags.ReadOnly);
        }
        catch (SystemCallException e) when (e.Kind == ErrorKind.Permission)
        {
            throw Refused(e.Errno);
        }
        if (_file is null) return;
        try
        {
            // Its status first: what is written into it from now on, the next look tells.
            FileStatus status = FileStatus.Of(_file);
            ReadOn(status.Size);
            _status = status;
            CheckEnd(status);
        }
        catch
        {
            Forget();
            throw;
        }
    }

    private void CheckEnd(FileStatus status)
    {
        if (!isDurable || _isWhole && status.Size > 0) return;
        if (LogEnd.Damage(_file!, path, status, _offset, changes) is { } damage)
            throw new ContainerNetException($"{path} cannot be read: {damage}", ErrorKind.Other) { ErrorId = Unreadable, Subject = path };
    }

    private void TakeOver(FileDescriptor file)
    {
        _file?.Dispose();
        (_file, _isWritable) = (file, true);
    }

    private void ReadOn(long end)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(ReadSize);
        try
        {
            while (true)
            {
                int length = Read(buffer, end);
                _isWhole = length == 0;
                if (_isWhole) return;
                if (TakeLines(buffer.AsSpan(0, length))) continue;
                if (length < buffer.Length) return;
                ArrayPool<byte>.Shared.Return(buffer);
                buffer = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // Answers whether there was one.
    private bool TakeLines(ReadOnlySpan<byte> bytes)
    {
        int start = 0;
        for (int length; (length = bytes[start..].IndexOf((byte)'\n')) >= 0; start += length + 1)
        {
            _table.Apply(Parse(bytes.Slice(start, length)));
            _offset += length + 1;
            _lines++;
        }
        return start > 0;
    }

    private TChange Parse(ReadOnlySpan<byte> line)
    {
        try
        {
            TChange change = JsonSerializer.Deserialize(line, type()) ?? throw new JsonException("It is null.");
            change.Check();
            return change;
        }
        // An invalid value, such as a malformed MAC address or date, is an error of its own.
        catch (Exception e) when (e is JsonException or FormatException or ContainerNetException)
        {
            throw new ContainerNetException($"{path} cannot be read: line {_lines + 1} is not a change. {e.Message}", ErrorKind.Other, innerException: e) { ErrorId = Unreadable, Subject = path };
        }
    }

    private unsafe int Read(byte[] buffer, long end)
    {
        fixed (byte* start = buffer)
        {
            nint length = Libc.pread(_file!, start, (nuint)Math.Min(buffer.Length, end - _offset), _offset);
            return length >= 0 ? (int)length : throw new SystemCallException("pread", path, Libc.LastError);
        }
    }

    // A caller that only reads may lack the permission to write.
    private void MakeWritable()
    {
        if (_isWritable) return;
        PrivateDirectory.Tighten(Path.GetDirectoryName(path)!);
        TakeOver(FileDescriptor.Open(path, OpenFlags.ReadWrite | OpenFlags.Append));
    }

    private unsafe void Append(byte[] line)
    {
        fixed (byte* start = line)
        {
            nint written = Libc.write(_file!, start, (nuint)line.Length);
            if (written != line.Length)
            {
                Errno errno = written < 0 ? Libc.LastError : Errno.ENOSPC;
                // Of a disk that is full part of the line may be there.
                _ = Libc.ftruncate(_file!, _offset);
                throw new SystemCallException("write", path, errno);
            }
        }
        if (isDurable) Libc.Check(Libc.fdatasync(_file!), "fdatasync", path);
        _offset += line.Length;
        _lines++;
    }

    // Answers whether there is a new file. To append is enough where a disk that is full has no room for one.
    private bool TryReplace(TChange last)
    {
        if (_file is not null && _isWhole && _lines < 2 * _table.Count + Slack) return false;
        try
        {
            Replace(last);
            return true;
        }
        catch (SystemCallException e) when (e.Errno == Errno.ENOSPC && _file is not null && _isWhole)
        {
            return false;
        }
    }

    // Keeps reserved space after the file's end, so that removals still work on a full disk. What adds something
    // ends here then, before it has changed anything.
    private void Reserve(bool isNeeded)
    {
        MakeWritable();
        if (_reserved - _offset >= LeastReserve) return;
        if (Libc.fallocate(_file!, LibC.FALLOC_FL_KEEP_SIZE, _offset, 2 * LeastReserve) == 0) _reserved = _offset + 2 * LeastReserve;
        else if (isNeeded && Libc.LastError == Errno.ENOSPC) throw new SystemCallException("fallocate", path, Errno.ENOSPC);
    }

    private void Replace(TChange last)
    {
        var content = new ArrayBufferWriter<byte>();
        foreach (TChange change in _table.ToChanges()) content.Write(Line(change));
        // A log is never empty: one that is has been damaged.
        if (content.WrittenCount == 0) content.Write(Line(last));
        TakeOver(PrivateFile.Replace(path, content.WrittenSpan, isDurable));
        _isWhole = true;
        _reserved = 0;
        _offset = content.WrittenCount;
        _lines = Math.Max(1, _table.Count);
    }

    private static byte[] Line(TChange change)
    {
        JsonLine line = JsonLine.Begin();
        line.Object(change);
        line.Write((byte)'\n');
        return line.ToArray();
    }

    private ContainerNetException Refused(Errno errno)
        => errno is Errno.EACCES or Errno.EPERM && Capabilities.Missing(Capability.NetAdmin) is { } missing ? missing : new SystemCallException("open", path, errno);
}
