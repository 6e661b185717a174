namespace ContainerNet.State;

/// <summary>Files that only their owner may read.</summary>
internal static class PrivateFile
{
    /// <summary>
    /// Writes a new file and renames it over the one that is there: whoever opens it meets the old or the new one, never half
    /// of either. Called under a lock, as there is one name for the new one.
    /// </summary>
    public static void Replace(string path, ReadOnlySpan<byte> content)
    {
        PrivateFolder.Ensure(Path.GetDirectoryName(path)!);
        string temporary = $"{path}.new";
        var options = new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            BufferSize = 0,
        };
        using (var stream = new FileStream(temporary, options)) stream.Write(content);
        File.Move(temporary, path, overwrite: true);
    }
}
