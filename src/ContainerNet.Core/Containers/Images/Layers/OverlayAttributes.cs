using ContainerNet.Linux.Files;
using ContainerNet.Linux.Syscalls;

namespace ContainerNet.Containers.Images.Layers;

/// <summary>What overlayfs notes of a directory in its layer (Documentation/filesystems/overlayfs.rst).</summary>
internal static class OverlayAttributes
{
    private const string Opaque = "trusted.overlay.opaque";
    private const string Redirect = "trusted.overlay.redirect";

    /// <summary>Whether the directory hides those of lower layers.</summary>
    public static bool IsOpaque(FileDescriptor folder) => ExtendedAttributes.Value(folder, Opaque) == "y";

    /// <summary>Checks that all of a directory is where it seems to be.</summary>
    /// <exception cref="ContainerNetException">OverlayRedirected: it was renamed, and part of it is elsewhere in a lower layer.</exception>
    public static void RequireWhole(FileDescriptor folder, string path)
    {
        if (ExtendedAttributes.Value(folder, Redirect) is not null)
            throw new ContainerNetException($"The changes of directory '{RawName.Text(path)}' cannot be read: it was renamed, and overlayfs keeps a part of it in a lower layer (redirect_dir).", ErrorKind.Unsupported) { ErrorId = "OverlayRedirected", Subject = RawName.Text(path) };
    }
}
