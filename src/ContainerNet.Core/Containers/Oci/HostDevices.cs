using System.Text.Json.Nodes;
using ContainerNet.Linux.Files;

namespace ContainerNet.Containers.Oci;

/// <summary>The devices of the host, all of which a privileged container has.</summary>
internal static class HostDevices
{
    // Each container has its own.
    private static readonly string[] _own = ["/dev/pts", "/dev/shm", "/dev/fd", "/dev/mqueue", "/dev/console"];

    /// <summary>The <c>devices</c> of config.json.</summary>
    public static JsonArray ToJson() => new([.. Paths("/dev").Select(DeviceNode.Of).OfType<DeviceNode>().Select(ToJson)]);

    private static IEnumerable<string> Paths(string folder)
    {
        foreach (string path in Directory.EnumerateFileSystemEntries(folder).Except(_own))
        {
            bool isFolder = File.GetAttributes(path) is var attributes && attributes.HasFlag(FileAttributes.Directory) && !attributes.HasFlag(FileAttributes.ReparsePoint);
            foreach (string found in isFolder ? Paths(path) : [path]) yield return found;
        }
    }

    private static JsonObject ToJson(DeviceNode device) => new()
    {
        ["path"] = device.Path,
        ["type"] = device.IsBlock ? "b" : "c",
        ["major"] = device.Major,
        ["minor"] = device.Minor,
        ["fileMode"] = device.Permissions,
        ["uid"] = device.UserId,
        ["gid"] = device.GroupId,
    };
}
