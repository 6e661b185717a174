using ContainerNet.Linux.Syscalls;

namespace ContainerNet.Linux.NetNs;

/// <summary>Tells namespaces from other files, and whether two paths lead to one namespace.</summary>
internal static class NamespaceIdentity
{
    // All namespaces are files of one nsfs, so the device of our own is that of every other.
    private static readonly Lazy<ulong?> _nsfs = new(() => FileIdentity.Of("/proc/self/ns/net")?.Device);

    /// <summary>Whether the path refers to the calling thread's namespace.</summary>
    public static bool IsCurrent(string path)
        => FileIdentity.Of(path) is { } there && FileIdentity.Of(ThreadNamespace.Path) == there;

    /// <summary>Whether a file is a namespace at all.</summary>
    public static bool IsNamespace(FileIdentity identity) => identity.Device == _nsfs.Value;
}
