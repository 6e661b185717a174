using System.Globalization;

namespace ContainerNet.Service.Api.Http;

/// <summary>The versions of the Docker Engine API that are spoken, and the one that a path names.</summary>
internal readonly record struct ApiVersion(int Major, int Minor) : IComparable<ApiVersion>
{
    /// <summary>The newest one, which a path without a version means.</summary>
    public static readonly ApiVersion Newest = new(1, 50);

    /// <summary>The oldest one.</summary>
    public static readonly ApiVersion Oldest = new(1, 24);

    /// <summary>Splits <c>/v1.44/containers/json</c> into the version and the rest of the path.</summary>
    /// <exception cref="ApiException">The version is not one that is spoken.</exception>
    public static (ApiVersion Version, string Path) Split(string path)
    {
        if (!path.StartsWith("/v", StringComparison.Ordinal) || path.IndexOf('/', 1) is not (> 0 and var end) || !TryParse(path.AsSpan(2, end - 2), out ApiVersion version)) return (Newest, path);
        if (version.CompareTo(Newest) > 0) throw ApiException.BadRequest($"client version {version} is too new. Maximum supported API version is {Newest}");
        if (version.CompareTo(Oldest) < 0) throw ApiException.BadRequest($"client version {version} is too old. Minimum supported API version is {Oldest}, please upgrade your client to a newer version");
        return (version, path[end..]);
    }

    public int CompareTo(ApiVersion other) => (Major, Minor).CompareTo((other.Major, other.Minor));

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}");

    private static bool TryParse(ReadOnlySpan<char> text, out ApiVersion version)
    {
        version = default;
        int dot = text.IndexOf('.');
        if (dot < 0 || !int.TryParse(text[..dot], NumberStyles.None, CultureInfo.InvariantCulture, out int major) || !int.TryParse(text[(dot + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out int minor)) return false;
        version = new ApiVersion(major, minor);
        return true;
    }
}
