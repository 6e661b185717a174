using System.Net;
using System.Text.RegularExpressions;
using ContainerNet.Containers.Images.Archives;

namespace ContainerNet.Containers.Images;

/// <summary>
/// Names an image in a registry, in full: a registry, a path in it, and a tag or a digest. It reads what people write as
/// Docker does: <c>busybox</c> is <c>docker.io/library/busybox:latest</c>.
/// </summary>
internal sealed partial record ImageReference
{
    private const string DefaultDomain = "docker.io";
    private const string DefaultPath = "library/";
    private const string DefaultTag = "latest";
    private const int LongestName = 255;

    private ImageReference(string domain, string path, string? tag, string? digest) => (Domain, Path, Tag, Digest) = (domain, path, tag, digest);

    /// <summary>The registry, with its port where one is said.</summary>
    public string Domain { get; }

    /// <summary>The repository's path in the registry.</summary>
    public string Path { get; }

    /// <summary>The tag; null where there is a digest, which says more.</summary>
    public string? Tag { get; }

    /// <summary>The digest of the manifest; null where there is a tag.</summary>
    public string? Digest { get; }

    /// <summary>As Docker shows it: without what is Docker Hub's.</summary>
    public string Familiar => ToString() switch
    {
        var full when Domain != DefaultDomain => full,
        var full when Path.StartsWith(DefaultPath, StringComparison.Ordinal) && Path.IndexOf('/', DefaultPath.Length) < 0 => full[(DefaultDomain.Length + 1 + DefaultPath.Length)..],
        var full => full[(DefaultDomain.Length + 1)..],
    };

    /// <summary>Whether the registry is this machine, where Docker takes one without TLS.</summary>
    public bool IsLoopback
    {
        get
        {
            string host = Port().Replace(Domain, "");
            return host == "localhost" || IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? address) && IPAddress.IsLoopback(address);
        }
    }

    /// <summary>Reads a reference.</summary>
    /// <exception cref="ContainerNetException">It is not a reference.</exception>
    public static ImageReference Parse(string text)
        => TryParse(text) ?? throw ContainerNetException.Invalid("InvalidImageReference", text,
            $"'{text}' is not an image reference. Write it as [REGISTRY[:PORT]/]NAME[:TAG] or NAME@sha256:HEX, where NAME has lower-case letters, digits and . _ - /. The path of a file or directory starts with / or ./");

    /// <summary>The same, with null for malformed text.</summary>
    public static ImageReference? TryParse(string text)
    {
        if (text.Length > 2 * LongestName) return null;
        Match match = Whole().Match(text);
        if (!match.Success || ImageDigest.IsHex(text) && text.Length == 64) return null;
        (string domain, string path) = Split(match.Groups["name"].Value);
        if (!DomainPattern().IsMatch(domain) || !PathPattern().IsMatch(path) || domain.Length + path.Length >= LongestName) return null;
        string? digest = match.Groups["digest"] is { Success: true } group ? group.Value : null;
        if (digest is not null && ImageDigest.TryParse(digest) is null) return null;
        string? tag = match.Groups["tag"] is { Success: true } given ? given.Value : DefaultTag;
        return new ImageReference(domain, path, digest is null ? tag : null, digest);
    }

    /// <summary>Reads a name of an image in a layout; a mere tag, which is no name outside of it, is null.</summary>
    public static ImageReference? TryParseFull(string text) => text.AsSpan().ContainsAny('/', ':') ? TryParse(text) : null;

    /// <summary>In full.</summary>
    public override string ToString() => Digest is null ? $"{Domain}/{Path}:{Tag}" : $"{Domain}/{Path}@{Digest}";

    // The first part is a registry if it looks like a host; distribution/reference, normalize.go.
    private static (string Domain, string Path) Split(string name)
    {
        int slash = name.IndexOf('/', StringComparison.Ordinal);
        string first = slash < 0 ? "" : name[..slash];
        bool isDomain = first == "localhost" || first.AsSpan().ContainsAny('.', ':') || first.Any(char.IsAsciiLetterUpper);
        string domain = isDomain ? first : DefaultDomain;
        string path = isDomain ? name[(slash + 1)..] : name;
        if (domain == "index.docker.io") domain = DefaultDomain;
        return domain == DefaultDomain && !path.Contains('/', StringComparison.Ordinal) ? (domain, DefaultPath + path) : (domain, path);
    }

    [GeneratedRegex(@"\A(?<name>[^@\s]+?)(:(?<tag>[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?(@(?<digest>\S+))?\z")]
    private static partial Regex Whole();

    [GeneratedRegex(@"\A(?:(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])(?:\.(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]))*|\[[a-fA-F0-9:]+\])(?::[0-9]+)?\z")]
    private static partial Regex DomainPattern();

    [GeneratedRegex(@"\A[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*\z")]
    private static partial Regex PathPattern();

    [GeneratedRegex(@":[0-9]+\z")]
    private static partial Regex Port();
}
