using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ContainerNet.Linux.Files;
using ContainerNet.Linux.Syscalls;

namespace ContainerNet.State;

/// <summary>
/// A file that holds one JSON document. It is replaced by renaming a new one over it, so a reader sees the old or the new
/// one, never half of either, and readers need no lock.
/// </summary>
/// <param name="path">Where it is.</param>
/// <param name="type">Its type, requested only when there is something to read or write: to make it is most of a first command's time.</param>
internal sealed class JsonFile<T>(string path, Func<JsonTypeInfo<T>> type) where T : class, new()
{
    /// <summary>The document; a new one where there is no file.</summary>
    /// <exception cref="ContainerNetException">The file is no such document, or may not be read.</exception>
    public T Read()
    {
        using FileDescriptor? file = TryOpen();
        if (file is null) return new T();
        try
        {
            return JsonSerializer.Deserialize(file.ReadAll(), type()) ?? new T();
        }
        catch (JsonException e)
        {
            throw new ContainerNetException($"{path} cannot be read: {e.Message}", ErrorKind.Other, innerException: e) { ErrorId = "StateUnreadable", Subject = path };
        }
    }

    /// <summary>Replaces the document.</summary>
    /// <param name="document">The new one.</param>
    /// <param name="isDurable">Whether it has to survive a power cut once the call has returned.</param>
    public void Write(T document, bool isDurable = true) => PrivateFile.Replace(path, JsonSerializer.SerializeToUtf8Bytes(document, type()), isDurable).Dispose();

    private FileDescriptor? TryOpen()
    {
        try
        {
            return FileDescriptor.TryOpen(path, OpenFlags.ReadOnly);
        }
        catch (SystemCallException e) when (e.Kind == ErrorKind.Permission && Capabilities.Missing(Capability.NetAdmin) is { } missing)
        {
            throw missing;
        }
    }
}
