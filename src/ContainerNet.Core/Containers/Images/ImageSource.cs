namespace ContainerNet.Containers.Images;

/// <summary>An image in files, not in a registry: a path, and which image of several there.</summary>
/// <param name="Transport">What was written before it, such as <c>oci:</c>; may be empty.</param>
/// <param name="Path">A directory or an archive.</param>
/// <param name="Name">The tag or reference of one of several; null where there is one.</param>
internal sealed record ImageSource(string Transport, string Path, string? Name)
{
    // Their names are skopeo's (containers-transports(5)). The source is examined, whichever name is given.
    private static readonly string[] Transports = ["oci:", "oci-archive:", "docker-archive:"];

    /// <summary>Reads <c>oci:PATH[:NAME]</c>, <c>docker-archive:PATH[:NAME]</c>, or a path that shows itself as one; null for anything else, which is a reference.</summary>
    public static ImageSource? TryParse(string text)
    {
        if (Transports.FirstOrDefault(transport => text.StartsWith(transport, StringComparison.Ordinal)) is { } transport) return Parse(transport, text[transport.Length..]);
        bool isPath = text is "." or ".." || text.StartsWith('/') || text.StartsWith("./", StringComparison.Ordinal) || text.StartsWith("../", StringComparison.Ordinal);
        return isPath ? new ImageSource("", text, null) : null;
    }

    /// <inheritdoc/>
    public override string ToString() => Name is null ? Transport + Path : $"{Transport}{Path}:{Name}";

    private static ImageSource Parse(string transport, string rest)
    {
        int colon = System.IO.Path.Exists(rest) ? -1 : rest.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? new ImageSource(transport, rest, null) : new ImageSource(transport, rest[..colon], rest[(colon + 1)..]);
    }
}
