namespace ContainerNet;

/// <summary>An image that is here, ready to run containers on.</summary>
public sealed class ContainerImage
{
    /// <summary>Its id: <c>sha256:</c> and the digest of its configuration, as Docker's image id.</summary>
    public required string Id { get; init; }

    /// <summary>The references to it, as Docker shows them: <c>busybox:1.36</c>; none when it was imported without a name.</summary>
    public IReadOnlyList<string> References { get; init => field = Readable.List(value); } = ReadableList<string>.Empty;

    /// <summary>How many bytes the files of its layers have together.</summary>
    public long Size { get; init; }

    /// <summary>When it was built; null where it does not say.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>The processor it is for, by Go's name: amd64, arm64.</summary>
    public string Architecture { get; init; } = "";

    /// <summary>How many layers it has.</summary>
    public int Layers => LayerFolders.Count;

    /// <summary>What it says of containers on it.</summary>
    public ImageConfig Config { get; init; } = new();

    /// <summary>Its layers unpacked, the lowest first; each is shared with every image that has it.</summary>
    internal IReadOnlyList<string> LayerFolders { get; init; } = [];

    /// <summary>The digests of its layers' archives, decompressed, the lowest first.</summary>
    internal IReadOnlyList<string> DiffIds { get; init; } = [];

    /// <summary>Its first reference, or its id.</summary>
    public override string ToString() => References.Count > 0 ? References[0] : Id;
}
