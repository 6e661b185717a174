using ContainerNet.Containers.Images.Archives;
using ContainerNet.Linux.Files;
using ContainerNet.Linux.Syscalls;

namespace ContainerNet.Containers.Images.Layers;

/// <summary>
/// Writes a layer of overlayfs as the layer of an image (OCI image-spec, layer.md): <c>.wh.NAME</c> for what the layer takes away, and
/// <c>.wh..wh..opq</c> in a directory that hides those below it.
/// </summary>
/// <param name="writer">The archive.</param>
/// <param name="owners">How owners are numbered in it.</param>
/// <param name="isLeftOut">Whether a file is no part of it, by the directory that it is in and its path.</param>
/// <param name="cancellation">Ends it.</param>
internal sealed class LayerArchive(ArchiveWriter writer, OwnerShift owners, Func<FileDescriptor, string, bool> isLeftOut, CancellationToken cancellation) : TreeArchive(writer, owners, cancellation)
{
    private const string WhiteoutPrefix = ".wh.";

    protected override void Add(FileDescriptor parent, string name, string path, int depth)
    {
        if (isLeftOut(parent, path)) return;
        if (EntryStatus.Of(parent, name) is not { IsWhiteout: true })
        {
            base.Add(parent, name, path, depth);
            return;
        }
        AddMark($"{path[..^name.Length]}{WhiteoutPrefix}{name}");
    }

    protected override void AddMarks(FileDescriptor folder, string path)
    {
        OverlayAttributes.RequireWhole(folder, path);
        if (OverlayAttributes.IsOpaque(folder)) AddMark($"{path}/{WhiteoutPrefix}{WhiteoutPrefix}.opq");
    }
}
