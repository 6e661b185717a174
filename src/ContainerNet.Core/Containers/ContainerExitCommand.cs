using System.Globalization;

namespace ContainerNet.Containers;

/// <summary>
/// What conmon runs once a container has ended by itself: there is no daemon that would see it. Who waits for the end, or
/// brings it about, cleans up anyway, and disarms the command before; that holds as long as that process lives.
/// </summary>
internal static class ContainerExitCommand
{
    /// <summary>The command of a container; none where the host has none.</summary>
    /// <param name="command">The host's, which is given the container's id as its last argument.</param>
    /// <param name="container">The container.</param>
    /// <param name="folder">Its folder.</param>
    public static IReadOnlyList<string> For(IReadOnlyList<string> command, ContainerRecord container, ContainerFolder folder)
        => command.Count == 0 ? [] : ["/bin/sh", "-c", "kill -0 \"$(cat \"$0\")\" 2>/dev/null || exec \"$@\"", MarkOf(folder), .. command, container.Id];

    /// <summary>Makes the command do nothing while this process lives.</summary>
    public static void Disarm(ContainerFolder folder)
    {
        if (Directory.Exists(folder.Run)) File.WriteAllText(MarkOf(folder), string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}"));
    }

    /// <summary>Leaves the container to the command again.</summary>
    public static void Arm(ContainerFolder folder)
    {
        if (Directory.Exists(folder.Run)) File.Delete(MarkOf(folder));
    }

    private static string MarkOf(ContainerFolder folder) => Path.Combine(folder.Run, "attended");
}
