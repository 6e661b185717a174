namespace ContainerNet.Containers.Images.Layers;

/// <summary>A path in a layer, by its parts: none is empty, <c>.</c> or <c>..</c>.</summary>
internal readonly record struct LayerPath(string[] Parts)
{
    public bool IsRoot => Parts.Length == 0;

    public string Full => string.Join('/', Parts);

    public string Name => IsRoot ? "." : Parts[^1];

    /// <summary>The directory above; the root has none.</summary>
    public LayerPath Above => new(Parts[..^1]);

    public string Parent => IsRoot ? "" : string.Join('/', Parts[..^1]);

    public string ParentOrRoot => Parent.Length == 0 ? "." : Parent;
}
