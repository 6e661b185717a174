using ContainerNet.Linux.Files;

namespace ContainerNet.Containers.Files;

/// <summary>What a file of a container is.</summary>
/// <param name="Name">The last part of its path.</param>
/// <param name="Status">Its type, permissions, size and times.</param>
/// <param name="LinkTarget">Where a symbolic link leads; empty for any other file.</param>
internal sealed record ContainerFileStatus(string Name, EntryStatus Status, string LinkTarget);
