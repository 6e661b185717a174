using System.Text.Json.Nodes;
using ContainerNet.Containers.Volumes;

namespace ContainerNet.Containers.Oci;

/// <summary>A directory or file of the host inside a container, as <c>docker run -v</c> has it.</summary>
/// <param name="Source">A path of the host, or a volume's name.</param>
/// <param name="Target">The path inside.</param>
/// <param name="IsReadOnly">Whether it cannot be written to inside.</param>
/// <param name="Propagation">Whether later mounts show on the other side (mount(2)); rprivate usually.</param>
internal sealed record VolumeMount(string Source, string Target, bool IsReadOnly, string Propagation)
{
    private const string Accepted = "Write it as SOURCE:TARGET[:ro], where SOURCE is an absolute path or the name of a volume, and TARGET is an absolute path";

    private static readonly string[] _propagations = ["private", "rprivate", "shared", "rshared", "slave", "rslave"];

    /// <summary>Whether a new volume is left empty.</summary>
    public bool IsLeftEmpty { get; init; }

    /// <summary>Whether <see cref="Source"/> is a volume's name.</summary>
    public bool IsNamed => Source[0] != '/';

    /// <summary>Reads <c>source:target[:options]</c>.</summary>
    /// <param name="text">The options are ro, rw, nocopy, a mount propagation, and, where SELinux guards files, not z or Z.</param>
    /// <param name="machine">This machine.</param>
    /// <exception cref="ContainerNetException">It is no such text.</exception>
    public static VolumeMount Parse(string text, OciMachine machine)
    {
        string[] parts = text.Split(':');
        if (parts.Length is not (2 or 3) || !IsSource(parts[0]) || !IsTarget(parts[1])) throw Invalid(text, $"'{text}' is not a volume. {Accepted}.");
        string[] options = parts.Length == 3 ? parts[2].Split(',') : [];
        foreach (string option in options) CheckOption(text, option, machine);
        return new VolumeMount(parts[0], Normalize(parts[1]), options.Contains("ro"), options.FirstOrDefault(_propagations.Contains) ?? "rprivate") { IsLeftEmpty = options.Contains("nocopy") };
    }

    /// <summary>Reads all volumes of a container, those nearest to the root first, so that one can lie in another.</summary>
    /// <exception cref="ContainerNetException">One is not valid, or two have the same target.</exception>
    public static IReadOnlyList<VolumeMount> ParseAll(IEnumerable<string> texts, OciMachine machine)
    {
        VolumeMount[] all = [.. texts.Select(text => Parse(text, machine)).OrderBy(volume => volume.Target.Count(c => c == '/'))];
        string? twice = all.GroupBy(volume => volume.Target).FirstOrDefault(group => group.Count() > 1)?.Key;
        return twice is null ? all : throw Invalid(twice, $"Two volumes have the target '{twice}'. Each volume needs a target of its own.");
    }

    /// <summary>Where it is on the host.</summary>
    public string PathOn(OciMachine machine) => IsNamed ? Path.Combine(machine.VolumeDirectory, Source, "_data") : Source;

    /// <summary>The names of the volumes in texts that <see cref="Parse"/> has read.</summary>
    public static IEnumerable<string> NamesIn(IEnumerable<string> texts) => texts.Where(text => text[0] != '/').Select(text => text.Split(':')[0]).Distinct();

    /// <summary>Has it ready: makes a missing directory, as Docker does. A new named volume starts with the container's content at its target.</summary>
    /// <param name="volumes">The host's volumes.</param>
    /// <param name="root">The container's root file system.</param>
    public void Prepare(VolumeStore volumes, string root)
    {
        if (IsNamed) volumes.Provide(Source, IsLeftEmpty ? null : root, Target);
        else if (!Path.Exists(Source)) Directory.CreateDirectory(Source);
    }

    /// <summary>The entry of <c>mounts</c> in config.json.</summary>
    public JsonObject ToJson(OciMachine machine) => new()
    {
        ["destination"] = Target,
        ["type"] = "bind",
        ["source"] = PathOn(machine),
        ["options"] = IsReadOnly ? Json.Array("rbind", "ro", Propagation) : Json.Array("rbind", Propagation),
    };

    private static void CheckOption(string text, string option, OciMachine machine)
    {
        if (option is "z" or "Z" && machine.HasSELinux)
            throw new ContainerNetException($"The option '{option}' of volume '{text}' needs SELinux labels, which ContainerNet does not support.", ErrorKind.Unsupported) { ErrorId = "VolumeLabelUnsupported", Subject = text };
        // cached, delegated and consistent mean something to other systems; they change nothing here.
        bool known = option is "ro" or "rw" or "z" or "Z" or "cached" or "delegated" or "consistent" or "nocopy" || _propagations.Contains(option);
        if (!known) throw Invalid(text, $"'{option}' is not an option of a volume. The options are ro, rw, z, {string.Join(", ", _propagations)}.");
    }

    private static bool IsSource(string text) => text.Length > 0 && (text[0] == '/' ? !text.Contains('\0', StringComparison.Ordinal) : VolumeStore.IsName(text));

    private static bool IsTarget(string text) => text.Length > 0 && text[0] == '/' && Normalize(text) != "/" && !text.Contains('\0', StringComparison.Ordinal);

    private static string Normalize(string path) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));

    private static ContainerNetException Invalid(string subject, string message) => ContainerNetException.Invalid("InvalidVolume", subject, message);
}
