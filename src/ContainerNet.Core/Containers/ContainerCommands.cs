using ContainerNet.Plans;

namespace ContainerNet.Containers;

/// <summary>What is done for a container, as the commands that it equals.</summary>
internal static class ContainerCommands
{
    public static string Mount(ContainerRecord container, ContainerFolder folder)
        => $"mount -t overlay overlay -o lowerdir={string.Join(':', container.Layers.Reverse())},upperdir={folder.Path}/upper,workdir={folder.Path}/work {folder.Root.Merged}";

    public static string MakeNamespace(NetHost host, string id)
    {
        string path = host.ContainerNamespaces.PathOf(id);
        return $"touch {path}\nunshare --net={path} ip link set lo up";
    }

    public static string Create(ContainerFolder folder, string id) => $"conmon --cid {id} --bundle {folder.Run} # the runtime creates the container";

    public static string Start(string id) => $"runc start {id}";
}
