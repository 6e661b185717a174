using System.Globalization;
using ContainerNet.Linux.Syscalls;

namespace ContainerNet.Linux.NetNs;

/// <summary>Finds namespaces by the processes that are in them.</summary>
internal static class ProcessNamespaces
{
    /// <summary>Process ids by their network namespace's inode. Processes that the caller may not inspect are left out.</summary>
    public static ILookup<ulong, int> ByInode()
    {
        var found = new List<(ulong Inode, int ProcessId)>();
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out int id)) continue;
            if (FileIdentity.Of($"{folder}/ns/net") is { } identity) found.Add((identity.Inode, id));
        }
        return found.ToLookup(entry => entry.Inode, entry => entry.ProcessId);
    }
}
