namespace ContainerNet.Containers.Images.Archives;

/// <summary>What tells one piece of content from every other: its SHA-256 (OCI image-spec, descriptor.md).</summary>
/// <param name="Hex">Its 64 lower-case digits, safe as a file's name.</param>
internal readonly record struct ImageDigest(string Hex)
{
    private const string Algorithm = "sha256:";
    private const int HexLength = 64;

    /// <summary>The digest of some bytes.</summary>
    public static ImageDigest Of(ReadOnlySpan<byte> content) => new(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(content)));

    /// <summary>What tells a layer together with all below it: the chain ids of config.md, the lowest layer's first.</summary>
    public static IReadOnlyList<ImageDigest> Chain(IReadOnlyList<ImageDigest> diffIds)
    {
        List<ImageDigest> chain = [];
        foreach (ImageDigest diffId in diffIds) chain.Add(chain.Count == 0 ? diffId : Of(System.Text.Encoding.ASCII.GetBytes($"{chain[^1]} {diffId}")));
        return chain;
    }

    /// <summary>Reads <c>sha256:</c> and 64 lower-case digits.</summary>
    /// <param name="text">The text.</param>
    /// <param name="what">What it stands in, for the error.</param>
    /// <exception cref="ContainerNetException">It is no such digest.</exception>
    public static ImageDigest Parse(string? text, string what)
        => TryParse(text) ?? throw ContainerNetException.Invalid("InvalidImage", what, $"{what} cannot be read: '{text}' is not a digest of the form sha256:HEX.");

    /// <summary>The same, with null for malformed text.</summary>
    public static ImageDigest? TryParse(string? text)
        => text?.StartsWith(Algorithm, StringComparison.Ordinal) == true && text.Length == Algorithm.Length + HexLength && IsHex(text[Algorithm.Length..]) ? new ImageDigest(text[Algorithm.Length..]) : null;

    /// <summary>Whether all characters are lower-case hexadecimal digits.</summary>
    public static bool IsHex(string text) => text.All(char.IsAsciiHexDigitLower);

    /// <inheritdoc/>
    public override string ToString() => Algorithm + Hex;
}
