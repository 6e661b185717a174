using System.Globalization;
using System.Text.Json.Nodes;
using ContainerNet.Containers.Records;
using ContainerNet.Containers.Runtime;
using ContainerNet.Plans;

namespace ContainerNet.Containers.Steps;

/// <summary>What is done for a container, as the commands that it equals.</summary>
internal static class ContainerCommands
{
    public static string MakeDirectory(ContainerDirectory folder) => $"mkdir -m 700 {InDirectory(folder.Path)}";

    public static string Mount(ContainerRecord container, ContainerDirectory folder)
    {
        string upper = $"{folder.Path}/upper", work = $"{folder.Path}/work", merged = folder.Root.Merged;
        return $"mkdir -p {upper} {work} {merged}\nmount -t overlay overlay -o lowerdir={string.Join(':', container.Layers.Reverse())},upperdir={upper},workdir={work} {merged}";
    }

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

    public static string Create(HostContext host, ContainerDirectory folder, string id) => $"{host.Runtime.CommandLine} create --bundle {folder.Run} {id} # by conmon, from a config.json in the bundle";

    public static string Start(HostContext host, string id) => $"{host.Runtime.CommandLine} start {id}";

    public static string Pause(HostContext host, string id) => $"{host.Runtime.CommandLine} pause {id}";

    public static string Resume(HostContext host, string id) => $"{host.Runtime.CommandLine} resume {id}";

    public static string Update(HostContext host, string id, JsonObject resources) => $"{host.Runtime.CommandLine} update --resources - {id} <<< {Commands.Quote(resources.ToJsonString())}";

    public static string Delete(HostContext host, string id) => $"{host.Runtime.CommandLine} delete --force {id}";

    public static string RemoveDirectory(string folder) => $"rm -r {InDirectory(folder)}";

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

    // The last part is an id, which stays out of quotes.
    private static string InDirectory(string folder) => $"{Commands.Quote(Path.GetDirectoryName(folder)!)}/{Path.GetFileName(folder)}";
}
