using System.Text.Json.Serialization.Metadata;
using ContainerNet.Interop;

namespace ContainerNet.State;

/// <summary>
/// A <see cref="JsonFile{T}"/> that is read anew only when it was replaced: one operation asks for it several times. What was
/// read stays open, so that no other file can have its number meanwhile.
/// </summary>
/// <param name="path">Where it is.</param>
/// <param name="type">Its type.</param>
internal sealed class KeptJsonFile<T>(string path, Func<JsonTypeInfo<T>> type) : IDisposable where T : class, new()
{
    private readonly JsonFile<T> _file = new(path, type);
    private readonly Lock _lock = new();
    private FileDescriptor? _open;
    private FileIdentity? _identity;
    private T? _document;

    /// <inheritdoc cref="JsonFile{T}.Read"/>
    public T Read()
    {
        lock (_lock)
        {
            FileIdentity? present = FileIdentity.Of(path);
            if (present is not null && present == _identity) return _document!;
            Close();
            if (present is null) return _file.Read();
            // Opened first: what is read then is this file, or one that replaced it, which the next look tells.
            FileDescriptor? opened = TryOpen();
            try
            {
                T document = _file.Read();
                if (opened is not null) (_open, _identity, _document) = (opened, FileIdentity.Of(opened), document);
                return document;
            }
            catch
            {
                opened?.Dispose();
                throw;
            }
        }
    }

    /// <summary>Replaces the document. The caller holds the lock that everybody does who replaces it.</summary>
    public void Write(T document)
    {
        lock (_lock)
        {
            _file.Write(document);
            Close();
            if (TryOpen() is { } opened) (_open, _identity, _document) = (opened, FileIdentity.Of(opened), document);
        }
    }

    /// <summary>Closes what was read.</summary>
    public void Dispose()
    {
        lock (_lock) Close();
    }

    // What it may not be opened for, reading it says.
    private FileDescriptor? TryOpen()
    {
        try
        {
            return FileDescriptor.TryOpen(path, OpenFlags.ReadOnly);
        }
        catch (SystemCallException)
        {
            return null;
        }
    }

    private void Close()
    {
        _open?.Dispose();
        (_open, _identity, _document) = (null, null, null);
    }
}
