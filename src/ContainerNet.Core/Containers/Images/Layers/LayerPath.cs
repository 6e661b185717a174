using ContainerNet.Containers.Images.Archives;
using ContainerNet.Linux.Files;

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

    /// <summary>Reads the path of an entry.</summary>
    /// <param name="name">The path, as bytes one a character.</param>
    /// <param name="bad">Makes the error of a path that cannot be one.</param>
    public static LayerPath Parse(string name, Func<string, ContainerNetException> bad)
    {
        if (name.Contains('\0', StringComparison.Ordinal)) throw bad("a name in it has a zero character");
        string[] parts = [.. name.Split('/').Where(part => part is not ("" or "."))];
        if (parts.Length > ImageLimits.Depth) throw bad($"a path in it has more than {ImageLimits.Depth} parts");
        if (parts.Contains("..")) throw bad($"the path of its entry '{RawName.Text(name)}' leads outside of it");
        return new LayerPath(parts);
    }
}
