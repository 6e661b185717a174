using System.Globalization;
using ContainerNet.Containers.Records;
using ContainerNet.Containers.Runtime;
using ContainerNet.Linux.Files;

namespace ContainerNet.Containers.Lifecycle;

/// <summary>
/// What conmon runs once a container has ended by itself: there is no daemon that would see it. A process that waits for the end, or
/// brings it about, cleans up anyway, and disarms the command before; that holds as long as that process lives.
/// </summary>
internal static class ContainerExitCommand
{
    // conmon has signals blocked and ignored that the command inherits, SIGCHLD among them: a program that waits for children of
    // its own by that signal would wait for ever. The env of GNU coreutils (since 8.31) unblocks them and sets their defaults.
    // conmon runs the command also where the runtime has created no container, and stays until it has ended. Then there is no
    // process id, and the process that requested the container knows of the end and handles it. The same applies when everything is released already.
    private const string Script =
        """
        [ -s "$1" ] || exit 0
        shift
        kill -0 "$(cat "$0" 2>/dev/null)" 2>/dev/null && exit
        env --default-signal true 2>/dev/null && exec env --default-signal "$@"
        exec "$@"
        """;

    /// <summary>The command of a container; none where the host has none.</summary>
    /// <param name="command">The host's, which is given the container's id as its last argument.</param>
    /// <param name="id">The container's id.</param>
    /// <param name="folder">Its directory.</param>
    public static IReadOnlyList<string> For(IReadOnlyList<string> command, string id, ContainerDirectory folder)
        => command.Count == 0 ? [] : ["/bin/sh", "-c", Script, MarkOf(folder), new BundleDirectory(folder.Run).ProcessIdFile, .. command, id];

    /// <summary>Makes the command do nothing while this process lives.</summary>
    public static void Disarm(ContainerDirectory folder)
    {
        if (Directory.Exists(folder.Run)) File.WriteAllText(MarkOf(folder), string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}"));
    }

    /// <summary>Does the same where the container is about to be ended, which must work on a full file system too: there the command runs, finds nothing to do, and ends.</summary>
    public static void TryDisarm(ContainerDirectory folder)
    {
        try
        {
            Disarm(folder);
        }
        catch (IOException e) when (FullFileSystem.IsCauseOf(e))
        {
        }
    }

    /// <summary>Leaves the container to the command again.</summary>
    public static void Arm(ContainerDirectory folder)
    {
        if (Directory.Exists(folder.Run)) File.Delete(MarkOf(folder));
    }

    private static string MarkOf(ContainerDirectory folder) => Path.Combine(folder.Run, "attended");
}
