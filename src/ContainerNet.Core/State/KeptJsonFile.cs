using System.Text.Json.Serialization.Metadata;
using ContainerNet.Interop;

namespace ContainerNet.State;

/// <summary>
/// A <see cref="JsonFile{T}"/> that is read anew only when it was changed, and looked at only once by who holds the lock that
/// it is changed under: one operation asks for it several times. What was read stays open, so that no other file can have its
/// number meanwhile.
/// </summary>
/// <param name="path">Where it is.</param>
/// <param name="type">Its type.</param>
/// <param name="changes">The lock.</param>
internal sealed class KeptJsonFile<T>(string path, Func<JsonTypeInfo<T>> type, StateLock changes) : IDisposable where T : class, new()
{
    private readonly JsonFile<T> _file = new(path, type);
    private readonly Lock _lock = new();
    private T _document = new();
    private FileDescriptor? _open;
    private FileStatus _status;
    private long _turn;

    /// <inheritdoc cref="JsonFile{T}.Read()"/>
    public T Read()
    {
        lock (_lock)
        {
            long turn = changes.Turn;
            if (turn == 0 || turn != _turn) Refresh();
            _turn = turn;
            return _document;
        }
    }

    /// <summary>Replaces the document. The caller holds the lock.</summary>
    public void Write(T document)
    {
        lock (_lock)
        {
            FileDescriptor file = _file.Replace(document);
            Close();
            (_document, _status, _open, _turn) = (document, FileStatus.Of(file), file, changes.Turn);
        }
    }

    /// <summary>Closes what was read.</summary>
    public void Dispose()
    {
        lock (_lock) Close();
    }

    private void Refresh()
    {
        FileStatus? present = FileStatus.Of(path);
        if (_open is not null && present == _status) return;
        bool isThere = present is not null || Libc.LastError != Errno.ENOENT;
        Close();
        if (!isThere || _file.TryOpen() is not { } file) return;
        try
        {
            // Its status first: what is written into it from now on, the next look tells.
            FileStatus status = FileStatus.Of(file);
            (_document, _status, _open) = (_file.Read(file), status, file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private void Close()
    {
        _open?.Dispose();
        (_open, _document, _turn) = (null, new T(), 0);
    }
}
