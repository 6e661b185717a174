using ContainerNet.Linux.Files;

namespace ContainerNet.Containers.Images.Archives;

/// <summary>A directory that is removed on disposal.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    /// <param name="parent">Where it is made.</param>
    public TemporaryDirectory(string parent)
    {
        Path = System.IO.Path.Combine(parent, Guid.NewGuid().ToString("n"));
        PrivateDirectory.Ensure(Path);
    }

    /// <summary>Where it is.</summary>
    public string Path { get; }

    public void Dispose() => DirectoryTree.Remove(Path);
}
