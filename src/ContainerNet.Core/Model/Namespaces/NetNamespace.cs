namespace ContainerNet;

/// <summary>A network namespace as it was when it was read.</summary>
public sealed class NetNamespace
{
    /// <summary>Its name under /run/netns; null for one that has none.</summary>
    public string? Name { get; init; }

    /// <summary>The container whose namespace it is; null for any other.</summary>
    public string? Container { get; init; }

    /// <summary>A path that refers to it: the name's bind mount, or a process's /proc/PID/ns/net.</summary>
    public required string Path { get; init; }

    /// <summary>The number that <c>readlink /proc/PID/ns/net</c> shows; two paths with one number are one namespace.</summary>
    public required ulong Inode { get; init; }

    /// <summary>The id that the namespace asked from has given it (<c>ip netns</c> shows it as "id"); null while none is assigned.</summary>
    public int? Id { get; init; }

    /// <summary>The processes inside, if requested.</summary>
    public IReadOnlyList<int> ProcessId { get; internal set => field = Readable.List(value); } = ReadableList<int>.Empty;

    /// <summary>Whether it is the host's own.</summary>
    public bool IsHost { get; init; }

    /// <summary>The reference that finds it again.</summary>
    internal NamespaceReference Reference => IsHost ? NamespaceReference.Host : Name is null ? NamespaceReference.OfContainer(Path, Container) : NamespaceReference.Named(Name);

    /// <summary>The name, <c>container:NAME</c> for a container's, or the path of any other.</summary>
    public override string ToString() => Name ?? (Container is null ? Path : $"container:{Container}");
}
