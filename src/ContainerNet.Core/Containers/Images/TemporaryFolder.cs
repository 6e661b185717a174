using ContainerNet.Interop;
using ContainerNet.State;

namespace ContainerNet.Containers;

/// <summary>A folder that goes when it is disposed of.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    /// <param name="parent">Where it is made.</param>
    public TemporaryFolder(string parent)
    {
        Path = System.IO.Path.Combine(parent, Guid.NewGuid().ToString("n"));
        PrivateFolder.Ensure(Path);
    }

    /// <summary>Where it is.</summary>
    public string Path { get; }

    public void Dispose() => FolderTree.Remove(Path);
}
