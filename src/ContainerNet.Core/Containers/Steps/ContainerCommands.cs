using System.Globalization;
using System.Text.Json.Nodes;
using ContainerNet.Containers.Records;
using ContainerNet.Plans;

namespace ContainerNet.Containers.Steps;

/// <summary>What is done for a container, as the commands that it equals.</summary>
internal static class ContainerCommands
{
    public static string Mount(ContainerRecord container, ContainerDirectory folder)
        => $"mount -t overlay overlay -o lowerdir={string.Join(':', container.Layers.Reverse())},upperdir={folder.Path}/upper,workdir={folder.Path}/work {folder.Root.Merged}";

    public static string Unmount(ContainerDirectory folder) => $"umount {folder.Root.Merged}";

    public static string MakeNamespace(HostContext host, string id)
    {
        string path = host.ContainerNamespaces.PathOf(id);
        return $"touch {path}\nunshare --net={path} ip link set lo up";
    }

    public static string RemoveNamespace(HostContext host, string id)
    {
        string path = host.ContainerNamespaces.PathOf(id);
        return $"umount {path}\nrm {path}";
    }

    public static string Create(ContainerDirectory folder, string id) => $"conmon --cid {id} --bundle {folder.Run} # the runtime creates the container";

    public static string Start(string id) => $"runc start {id}";

    public static string Pause(string id) => $"runc pause {id}";

    public static string Resume(string id) => $"runc resume {id}";

    public static string Update(string id, JsonObject resources) => $"runc update --resources - {id} <<< {Commands.Quote(resources.ToJsonString())}";

    public static string Delete(string id) => $"runc delete --force {id}";

    public static string RemoveDirectory(string folder) => $"rm -r {Commands.Quote(folder)}";

    public static string Signal(int process, string signal)
    {
        string name = signal.StartsWith("SIG", StringComparison.OrdinalIgnoreCase) ? signal[3..] : signal;
        return string.Create(CultureInfo.InvariantCulture, $"kill -s {name} {process}");
    }

    /// <summary>Waits for the end, and forces it after a timeout.</summary>
    public static string Await(int process, TimeSpan timeout)
        => timeout == Timeout.InfiniteTimeSpan
            ? string.Create(CultureInfo.InvariantCulture, $"tail --pid={process} -f /dev/null")
            : string.Create(CultureInfo.InvariantCulture, $"timeout {timeout.TotalSeconds:0.###} tail --pid={process} -f /dev/null || {Signal(process, "KILL")}");
}
