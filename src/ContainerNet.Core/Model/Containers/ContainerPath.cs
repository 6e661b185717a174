namespace ContainerNet;

/// <summary>A path as <c>docker cp</c> takes it: <c>CONTAINER:PATH</c> in a container, any other on this host.</summary>
/// <param name="Container">The container's name, its id, or the beginning of its id; null on this host.</param>
/// <param name="Path">The path there. One in a container need not begin with a slash.</param>
public sealed record ContainerPath(string? Container, string Path)
{
    /// <summary>Reads one. A path of this host that has a colon begins with <c>/</c> or <c>.</c>, as in Docker.</summary>
    public static ContainerPath Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int colon = text.StartsWith('/') || text.StartsWith('.') ? -1 : text.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 ? new ContainerPath(text[..colon], text[(colon + 1)..]) : new ContainerPath(null, text);
    }

    /// <summary>The full path of one on this host. The slash or the <c>/.</c> at its end, which means something, stays.</summary>
    /// <param name="path">The path.</param>
    /// <param name="toFullPath">Gives the full path of a file.</param>
    public static string WithFullPath(string path, Func<string, string> toFullPath)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(toFullPath);
        string end = path == "." || path.EndsWith("/.", StringComparison.Ordinal) ? "/." : path.EndsWith('/') ? "/" : "";
        string rest = path == "." ? path : path[..^end.Length];
        return rest.Length == 0 ? path : toFullPath(rest).TrimEnd('/') + end;
    }

    /// <summary>Checks that one of two paths is in a container and the other on this host.</summary>
    /// <exception cref="ContainerNetException">Both are in a container, or none is.</exception>
    public static void RequireOneSide(ContainerPath source, ContainerPath destination)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(destination);
        if (source.Container is null == destination.Container is null)
            throw ContainerNetException.Invalid("InvalidCopy", source.ToString(), $"{source} cannot be copied to {destination}: one of the two has to be in a container, the other on this host. A path in a container is written CONTAINER:PATH.");
    }

    /// <inheritdoc/>
    public override string ToString() => Container is null ? Path : $"{Container}:{Path}";
}
