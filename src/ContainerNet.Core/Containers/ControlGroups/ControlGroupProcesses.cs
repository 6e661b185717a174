using System.Globalization;

namespace ContainerNet.Containers.ControlGroups;

/// <summary>The processes of a control group.</summary>
internal static class ControlGroupProcesses
{
    // runc and crun put each container into a group of it.
    private const string Controller = "pids";

    /// <summary>Their ids, those of groups that the container has made in its own too; none where the group is gone.</summary>
    public static IReadOnlyList<int> Ids(ControlGroup group) => [.. Directories(group.DirectoryOf(Controller)).SelectMany(IdsIn).Distinct().Order()];

    private static IEnumerable<string> Directories(string folder)
    {
        string[] inner;
        try
        {
            inner = Directory.GetDirectories(folder);
        }
        catch (IOException)
        {
            // It is gone meanwhile.
            return [];
        }
        return inner.SelectMany(Directories).Prepend(folder);
    }

    private static IEnumerable<int> IdsIn(string folder)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(Path.Combine(folder, "cgroup.procs"));
        }
        catch (IOException)
        {
            return [];
        }
        // 0 stands for a process that this one's namespace does not show.
        return lines.Select(line => int.Parse(line, CultureInfo.InvariantCulture)).Where(id => id > 0);
    }
}
