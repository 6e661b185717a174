using ContainerNet.Linux.Files;

namespace ContainerNet.Networks.Names;

/// <summary>The directory that the name server reads. It takes each file there for a network, so none is ever there half written.</summary>
/// <param name="path">Where it is.</param>
internal sealed class NameFilesDirectory(string path)
{
    /// <summary>The server's own file: its process id.</summary>
    public const string PidFile = "aardvark" + PidExtension;

    private const string PidExtension = ".pid";

    /// <summary>Where it is.</summary>
    public string Path => path;

    /// <summary>The files with their texts, without those that hold process ids.</summary>
    public Dictionary<string, string> Read()
        => Directory.Exists(path)
            ? Directory.EnumerateFiles(path).Where(file => !file.EndsWith(PidExtension, StringComparison.Ordinal)).ToDictionary(file => System.IO.Path.GetFileName(file), File.ReadAllText)
            : [];

    /// <summary>Makes the files those that are wanted.</summary>
    /// <returns>Whether any was not as it is wanted.</returns>
    public bool Replace(IReadOnlyDictionary<string, string> wanted)
    {
        Dictionary<string, string> present = Read();
        string[] gone = [.. present.Keys.Where(name => !wanted.ContainsKey(name))];
        KeyValuePair<string, string>[] changed = [.. wanted.Where(file => present.GetValueOrDefault(file.Key) != file.Value)];
        foreach (string name in gone) File.Delete(System.IO.Path.Combine(path, name));
        if (changed.Length > 0) PrivateDirectory.Ensure(path);
        foreach ((string name, string text) in changed) Write(name, text);
        return gone.Length + changed.Length > 0;
    }

    /// <summary>Removes the files.</summary>
    public void Clear()
    {
        foreach (string name in Read().Keys) File.Delete(System.IO.Path.Combine(path, name));
    }

    private void Write(string name, string text)
    {
        string temporary = $"{path}.new";
        File.WriteAllText(temporary, text);
        File.Move(temporary, System.IO.Path.Combine(path, name), overwrite: true);
    }
}
