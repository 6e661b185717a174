namespace ContainerNet.Containers.Images.Archives;

/// <summary>
/// How much an image may hold. An image comes from others, and a small file can stand for any amount of work or memory. Images that
/// are in use stay far below these bounds.
/// </summary>
internal static class ImageLimits
{
    /// <summary>Layers of an image, as in Docker ("max depth exceeded").</summary>
    public const int Layers = 127;

    /// <summary>Images in one archive, and references of one of them.</summary>
    public const int Images = 1000;

    /// <summary>Bytes of a JSON document.</summary>
    public const int Document = 16 << 20;

    /// <summary>Bytes of a layer or an archive of images, decompressed: 256 GiB.</summary>
    public const long Decompressed = 1L << 38;

    /// <summary>Entries of a layer.</summary>
    public const int LayerEntries = 4_000_000;

    /// <summary>Entries of an archive of images.</summary>
    public const int ArchiveEntries = 65_536;

    /// <summary>Bytes of an extended header of a tar archive, or of a long name.</summary>
    public const int Header = 1 << 20;

    /// <summary>Bytes of a name or a link's target (PATH_MAX in linux/limits.h, with its zero byte).</summary>
    public const int Name = 4095;

    /// <summary>Parts of a path in a layer.</summary>
    public const int Depth = 512;

    /// <summary>Bytes of all names that have to be remembered while an archive is read.</summary>
    public const long RememberedNames = 64 << 20;
}
