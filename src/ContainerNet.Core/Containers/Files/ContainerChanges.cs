using ContainerNet.Containers.Images.Archives;
using ContainerNet.Containers.Images.Layers;
using ContainerNet.Linux.Files;
using ContainerNet.Linux.Syscalls;

namespace ContainerNet.Containers.Files;

/// <summary>Lists what a container has changed, as <c>docker diff</c> does.</summary>
/// <param name="layers">The container's layers.</param>
/// <param name="cancellation">Ends it.</param>
internal sealed class ContainerChanges(ContainerLayers layers, CancellationToken cancellation)
{
    /// <summary>All changes, in the order of their paths.</summary>
    public IReadOnlyList<ContainerChange> List() => layers.Upper is { } upper ? [.. In(upper, layers.Lower, "", depth: 0).OrderBy(change => change.Path, StringComparer.Ordinal)] : [];

    private List<ContainerChange> In(FileDescriptor upper, FileDescriptor? lower, string path, int depth)
    {
        if (depth > ImageLimits.Depth) throw ContainerNetException.Invalid("PathTooDeep", path, $"The changes of container '{layers.Container.Name}' cannot be listed: its directories are nested more than {ImageLimits.Depth} levels deep.");
        List<ContainerChange> changes = [];
        List<string> names = DirectoryTree.Entries(upper);
        foreach (string name in names) changes.AddRange(Of(upper, lower, name, path.Length == 0 ? name : $"{path}/{name}", depth));
        // An opaque directory hides all that it does not have itself.
        if (lower is not null && OverlayAttributes.IsOpaque(upper)) changes.AddRange(DirectoryTree.Entries(lower).Except(names).Select(name => Change(ContainerChangeKind.Deleted, $"{path}/{name}")));
        return changes;
    }

    private List<ContainerChange> Of(FileDescriptor upper, FileDescriptor? lower, string name, string path, int depth)
    {
        cancellation.ThrowIfCancellationRequested();
        if (EntryStatus.Of(upper, name) is not { } now || layers.IsLaid(upper, path)) return [];
        EntryStatus? before = lower is null ? null : EntryStatus.Of(lower, name);
        if (now.IsWhiteout) return before is null ? [] : [Change(ContainerChangeKind.Deleted, path)];
        List<ContainerChange> inside = now.IsFolder ? Inside(upper, before is { IsFolder: true } ? lower : null, name, path, depth) : [];
        if (before is null) return [Change(ContainerChangeKind.Added, path), .. inside];
        bool isSame = inside.Count == 0 && layers.IsSame(before.Value, now, comparesTime: !MountPoints.IsAbove(path));
        return isSame ? [] : [Change(ContainerChangeKind.Changed, path), .. inside];
    }

    private List<ContainerChange> Inside(FileDescriptor upper, FileDescriptor? lower, string name, string path, int depth)
    {
        using FileDescriptor folder = DirectoryTree.OpenDirectory(upper, name);
        OverlayAttributes.RequireWhole(folder, path);
        using FileDescriptor? below = lower is null ? null : DirectoryTree.OpenDirectory(lower, name);
        return In(folder, below, path, depth + 1);
    }

    private ContainerChange Change(ContainerChangeKind kind, string path) => new() { Kind = kind, Path = $"/{RawName.Text(path)}", Container = layers.Container.Name };
}
