namespace ContainerNet.Linux.Files;

/// <summary>Writes files for users.</summary>
internal static class NewFile
{
    /// <summary>Writes a file under another name, and gives it its own when all is written. Where that fails, nothing is left.</summary>
    /// <param name="path">The file.</param>
    /// <param name="write">Writes it.</param>
    /// <exception cref="ContainerNetException">FileNotWritable: it cannot be written.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        if (Directory.Exists(path)) throw new ContainerNetException($"{path} cannot be written: it is a directory.", ErrorKind.Other) { ErrorId = "FileNotWritable", Subject = path };
        string unfinished = $"{path}.{Guid.NewGuid():n}";
        try
        {
            using (FileStream stream = File.Create(unfinished)) write(stream);
            File.Move(unfinished, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            File.Delete(unfinished);
            throw new ContainerNetException($"{path} cannot be written: {e.Message}", ErrorKind.Other, innerException: e) { ErrorId = "FileNotWritable", Subject = path };
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }
    }
}
