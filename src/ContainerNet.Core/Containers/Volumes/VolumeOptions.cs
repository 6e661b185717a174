using ContainerNet.Linux.Syscalls;

namespace ContainerNet.Containers.Volumes;

/// <summary>The options of Docker's local driver: a file system that is mounted where the volume is, while a container has it.</summary>
/// <param name="Type">The file system: <c>tmpfs</c>, <c>nfs</c>, <c>none</c> for a directory.</param>
/// <param name="Device">What is mounted: a device, a directory.</param>
/// <param name="Options">Options of mount(8), separated by commas.</param>
internal sealed record VolumeOptions(string Type, string Device, string Options)
{
    private static readonly string[] _known = ["type", "device", "o"];

    /// <summary>Reads them; null where there are none.</summary>
    /// <exception cref="ContainerNetException">InvalidVolumeOption: one is not known, or is missing.</exception>
    public static VolumeOptions? Of(IReadOnlyDictionary<string, string> options)
    {
        if (options.Count == 0) return null;
        if (options.Keys.FirstOrDefault(key => !_known.Contains(key)) is { } unknown) throw Invalid(unknown, $"'{unknown}' is not an option of a volume. The options are type, device and o.");
        string type = Required(options, "type"), device = Required(options, "device");
        var read = new VolumeOptions(type, device, options.GetValueOrDefault("o") ?? "");
        if (read.Flags.HasFlag(MountFlags.Bind) && !device.StartsWith('/')) throw Invalid(device, $"'{device}' is not the absolute path of a directory, which the volume's option o={read.Options} needs.");
        return read;
    }

    /// <summary>Mounts it.</summary>
    public void Mount(string target)
    {
        string data = string.Join(',', Words.Where(word => FlagOf(word) is null));
        Libc.Check(Libc.mount(Device, target, Type, Flags, data.Length == 0 ? null : data), "mount", $"{Device} at {target}");
        // A bind mount takes its other flags only afterwards (mount(2)).
        MountFlags others = Flags.Without(MountFlags.Bind | MountFlags.Recursive);
        if (!Flags.HasFlag(MountFlags.Bind) || others == MountFlags.None) return;
        if (Libc.mount("none", target, "none", MountFlags.Bind | MountFlags.Remount | others, null) == 0) return;
        var failed = new SystemCallException("mount -o remount", target, Libc.LastError);
        _ = Libc.umount2(target, Tmds.Linux.LibC.MNT_DETACH);
        throw failed;
    }

    /// <summary>The command that mounts it.</summary>
    public string Command(string target) => $"mount -t {Type}{(Options.Length == 0 ? "" : $" -o {Options}")} {Device} {target}";

    private string[] Words => Options.Split(',', StringSplitOptions.RemoveEmptyEntries);

    private MountFlags Flags => Words.Select(FlagOf).OfType<MountFlags>().Aggregate(MountFlags.None, (all, flag) => all | flag);

    // Words that are flags of mount(2) and no options of the file system (mount(8)).
    private static MountFlags? FlagOf(string word) => word switch
    {
        "ro" => MountFlags.ReadOnly,
        "rw" or "defaults" or "suid" or "dev" or "exec" or "async" => MountFlags.None,
        "nosuid" => MountFlags.NoSetUserId,
        "nodev" => MountFlags.NoDevices,
        "noexec" => MountFlags.NoExecute,
        "sync" => MountFlags.Synchronous,
        "noatime" => MountFlags.NoAccessTime,
        "nodiratime" => MountFlags.NoDirectoryAccessTime,
        "relatime" => MountFlags.RelativeAccessTime,
        "bind" => MountFlags.Bind,
        "rbind" => MountFlags.Bind | MountFlags.Recursive,
        _ => null,
    };

    private static string Required(IReadOnlyDictionary<string, string> options, string key)
        => options.GetValueOrDefault(key) is { Length: > 0 } value ? value : throw Invalid(key, $"The volume's option {key} is missing. A volume with options needs type and device: type=tmpfs and device=tmpfs, or type=none, device=/srv/data and o=bind.");

    private static ContainerNetException Invalid(string subject, string message) => ContainerNetException.Invalid("InvalidVolumeOption", subject, message);
}
