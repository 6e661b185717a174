namespace ContainerNet.Linux.Etc;

/// <summary>A file of the host's that containers' ones are made from.</summary>
internal static class HostFile
{
    /// <summary>Its text; empty when there is none, as the resolver takes it.</summary>
    public static string Read(string folder, string name)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, name));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return "";
        }
    }
}
