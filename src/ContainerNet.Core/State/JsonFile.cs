using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ContainerNet.Interop;

namespace ContainerNet.State;

/// <summary>
/// A file that holds one JSON document. It is replaced by renaming a new one over it, so a reader sees the old or the new
/// one, never half of either, and readers need no lock.
/// </summary>
/// <param name="path">Where it is.</param>
/// <param name="type">Its type, asked for only when there is something to read or write: to make it is most of a first command's time.</param>
internal sealed class JsonFile<T>(string path, Func<JsonTypeInfo<T>> type) where T : new()
{
    /// <summary>The document; a new one where there is no file.</summary>
    /// <exception cref="ContainerNetException">The file is no such document.</exception>
    public T Read()
    {
        // Mostly there is none yet, and an exception for that would take longer than to read one.
        if (FileIdentity.Of(path) is null && Libc.LastError == Errno.ENOENT) return new T();
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return new T();
        }
        catch (UnauthorizedAccessException e)
        {
            throw Capabilities.Missing(Capability.NetAdmin) ?? new ContainerNetException(e.Message, ErrorKind.Permission, Errno.EACCES, e);
        }
        try
        {
            return JsonSerializer.Deserialize(bytes, type()) ?? new T();
        }
        catch (JsonException e)
        {
            throw new ContainerNetException($"{path} cannot be read: {e.Message}", ErrorKind.Other, innerException: e) { ErrorId = "StateUnreadable", Subject = path };
        }
    }

    /// <summary>Replaces the document.</summary>
    public void Write(T document) => PrivateFile.Replace(path, JsonSerializer.SerializeToUtf8Bytes(document, type()));
}
