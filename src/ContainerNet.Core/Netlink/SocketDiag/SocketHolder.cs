using System.Globalization;

namespace ContainerNet.Netlink.SocketDiag;

/// <summary>A process that has a socket open.</summary>
/// <param name="ProcessId">Its id.</param>
/// <param name="Name">Its name, as <c>ps -o comm</c> shows it.</param>
internal sealed record SocketHolder(int ProcessId, string Name)
{
    /// <summary>
    /// Finds the first process that has a socket open. It looks at every descriptor of every process, so it is for the text of an
    /// error only.
    /// </summary>
    /// <param name="inode">The socket's number.</param>
    /// <returns>Null for a socket of the kernel's own, one that is closed by now, and one of a process that the caller may not inspect.</returns>
    public static SocketHolder? Of(uint inode)
    {
        string target = string.Create(CultureInfo.InvariantCulture, $"socket:[{inode}]");
        foreach (string process in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(process), NumberStyles.None, CultureInfo.InvariantCulture, out int id)) continue;
            try
            {
                if (Directory.EnumerateFileSystemEntries(process + "/fd").Any(link => new FileInfo(link).LinkTarget == target))
                    return new SocketHolder(id, File.ReadAllText(process + "/comm").TrimEnd('\n'));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Processes may end during the search, and the kernel hides other users' processes.
            }
        }
        return null;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name} (process {ProcessId})");
}
