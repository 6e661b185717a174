using ContainerNet.Containers.Oci;

namespace ContainerNet.Containers.ControlGroups;

/// <summary>
/// A container's control group, as files: one directory with version 2, one for each controller with version 1
/// (Documentation/admin-guide/cgroup-v2.rst and cgroup-v1 in Linux).
/// </summary>
/// <param name="root">Where the trees are mounted.</param>
/// <param name="path">The group's path below the root of each tree.</param>
/// <param name="isUnified">Whether there is one tree (version 2).</param>
internal sealed class ControlGroup(string root, string path, bool isUnified)
{
    private const string Root = "/sys/fs/cgroup";

    // The kernel shows no limit as this word (version 2), or as a number that no machine reaches (version 1).
    private const string NoLimit = "max";
    private const long LeastImpossible = long.MaxValue / 2;

    /// <summary>The group of a container.</summary>
    public static ControlGroup Of(string id) => new(Root, OciLinux.ControlGroup(id), OciMachine.HasUnified());

    /// <summary>Whether there is one tree (version 2), and not one for each controller.</summary>
    public bool IsUnified => isUnified;

    /// <summary>The group's directory.</summary>
    /// <param name="controller">The controller, which chooses the tree with version 1.</param>
    public string DirectoryOf(string controller) => isUnified ? $"{root}{path}" : $"{root}/{controller}{path}";

    /// <summary>The content of a file; null where the controller is off, or the group is gone.</summary>
    public string? TryRead(string controller, string file)
    {
        try
        {
            return File.ReadAllText(Path.Combine(DirectoryOf(controller), file));
        }
        // A group that is removed meanwhile answers ENODEV.
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>A file of one number; null where there is none, or where it says that there is no limit.</summary>
    public long? TryReadNumber(string controller, string file)
        => TryRead(controller, file)?.Trim() is { } text && text != NoLimit && long.TryParse(text, out long number) && number < LeastImpossible ? number : null;

    /// <summary>A file of lines with a key and a number; empty where there is none.</summary>
    public IReadOnlyDictionary<string, long> ReadPairs(string controller, string file)
        => Lines(controller, file).Select(line => line.Split(' ')).Where(fields => fields.Length == 2 && long.TryParse(fields[1], out _)).ToDictionary(fields => fields[0], fields => long.Parse(fields[1], System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>The lines of a file; none where there is none.</summary>
    public IReadOnlyList<string> Lines(string controller, string file) => TryRead(controller, file)?.Split('\n', StringSplitOptions.RemoveEmptyEntries) ?? [];

    /// <summary>Writes a file.</summary>
    /// <returns>False where the group is gone.</returns>
    public bool TryWrite(string controller, string file, string text)
    {
        try
        {
            File.WriteAllText(Path.Combine(DirectoryOf(controller), file), text);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
