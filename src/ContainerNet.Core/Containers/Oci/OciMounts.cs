using System.Text.Json.Nodes;

namespace ContainerNet.Containers.Oci;

/// <summary>What is mounted into a container: Docker's default file systems, files of ours, volumes.</summary>
internal static class OciMounts
{
    // Written to inside even where the root file system is read-only.
    private static readonly string[] _alwaysWritable = ["/proc", "/dev", "/dev/shm", "/dev/mqueue", "/dev/pts"];

    /// <summary>The <c>mounts</c> of config.json, in the order in which they are done.</summary>
    public static JsonArray For(ContainerBundle bundle, OciMachine machine, InitProgram? init)
    {
        IReadOnlyList<VolumeMount> volumes = VolumeMount.ParseAll(bundle.Options.Volumes, machine);
        List<JsonObject> mounts =
        [
            .. Default(bundle.Options).Where(mount => !IsReplaced((string)mount["destination"]!, volumes)),
            .. init is null ? [] : new[] { Bind(init.Path, InitProgram.Target, "bind", "ro") },
            .. volumes.Select(volume => volume.ToJson(machine)),
            .. bundle.Files.Where(file => !volumes.Any(volume => volume.Target == file.Key)).Select(file => Bind(file.Value, file.Key, "rbind", "rprivate")),
        ];
        if (bundle.Options.ReadOnly) SetReadOnly(mounts.Where(mount => !volumes.Any(volume => volume.Target == (string)mount["destination"]!)));
        return new JsonArray([.. mounts]);
    }

    private static JsonObject[] Default(ContainerOptions options)
    {
        // A privileged container may change the kernel's settings.
        string[] kernel = options.Privileged ? ["nosuid", "noexec", "nodev"] : ["nosuid", "noexec", "nodev", "ro"];
        return
        [
            Mount("proc", "/proc", "proc", "nosuid", "noexec", "nodev"),
            Mount("tmpfs", "/dev", "tmpfs", "nosuid", "strictatime", "mode=755", "size=65536k"),
            Mount("devpts", "/dev/pts", "devpts", "nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5"),
            Mount("sysfs", "/sys", "sysfs", kernel),
            Mount("cgroup", "/sys/fs/cgroup", "cgroup", kernel),
            Mount("mqueue", "/dev/mqueue", "mqueue", "nosuid", "noexec", "nodev"),
            Mount("tmpfs", "/dev/shm", "shm", "nosuid", "noexec", "nodev", "mode=1777", "size=67108864"),
        ];
    }

    // A volume over /dev takes along what would be mounted below it.
    private static bool IsReplaced(string target, IReadOnlyList<VolumeMount> volumes)
        => volumes.Any(volume => volume.Target == target || volume.Target == "/dev" && target.StartsWith("/dev/", StringComparison.Ordinal));

    private static void SetReadOnly(IEnumerable<JsonObject> mounts)
    {
        foreach (JsonObject mount in mounts.Where(mount => !_alwaysWritable.Contains((string)mount["destination"]!)))
        {
            JsonArray options = mount["options"]!.AsArray();
            if (!Json.Texts(options).Contains("ro")) options.Add((JsonNode)"ro");
        }
    }

    private static JsonObject Bind(string source, string target, params string[] options) => Mount("bind", target, source, options);

    private static JsonObject Mount(string type, string target, string source, params string[] options) => new()
    {
        ["destination"] = target,
        ["type"] = type,
        ["source"] = source,
        ["options"] = Json.Array((IEnumerable<string>)options),
    };
}
