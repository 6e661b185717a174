using System.Globalization;
using ContainerNet.Containers.ControlGroups;
using ContainerNet.Containers.Records;
using ContainerNet.Linux.Processes;

namespace ContainerNet.Containers.Usage;

/// <summary>The processes of containers, as the host sees them.</summary>
internal static class ContainerProcesses
{
    private const string UserFile = "/etc/passwd";

    /// <summary>The processes of a container, by their ids.</summary>
    public static IReadOnlyList<NetContainerProcess> Of(ContainerRecord container)
    {
        IReadOnlyDictionary<uint, string> users = Users();
        return [.. ControlGroupProcesses.Ids(ControlGroup.Of(container.Id)).Select(ProcessDetails.Of).OfType<ProcessDetails>().Select(process => View(container, process, users))];
    }

    private static NetContainerProcess View(ContainerRecord container, ProcessDetails process, IReadOnlyDictionary<uint, string> users) => new()
    {
        Container = container.Name,
        ProcessId = process.ProcessId,
        ContainerProcessId = process.InnerProcessId,
        ParentProcessId = process.ParentProcessId,
        ProcessName = process.Name,
        Command = process.Arguments,
        UserId = process.UserId,
        User = users.GetValueOrDefault(process.UserId) ?? process.UserId.ToString(CultureInfo.InvariantCulture),
        State = StateOf(process.State),
        Threads = process.Threads,
        CpuTimeValue = process.CpuTime,
        Memory = process.ResidentMemory,
        Started = process.Started,
    };

    // The letters of proc(5).
    private static ProcessState StateOf(char letter) => letter switch
    {
        'R' => ProcessState.Running,
        'D' => ProcessState.Waiting,
        'T' or 't' => ProcessState.Stopped,
        'Z' or 'X' => ProcessState.Ended,
        _ => ProcessState.Sleeping,
    };

    // The host's, as those of docker top: what the container's own file calls a user may mislead.
    private static Dictionary<uint, string> Users()
    {
        var users = new Dictionary<uint, string>();
        if (!File.Exists(UserFile)) return users;
        foreach (string[] fields in File.ReadLines(UserFile).Select(line => line.Split(':')))
        {
            if (fields.Length > 2 && uint.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out uint id)) users.TryAdd(id, fields[0]);
        }
        return users;
    }
}
