using System.Security.Cryptography;
using ContainerNet.Containers.Lifecycle;
using ContainerNet.Containers.Records;
using ContainerNet.Containers.Volumes;
using ContainerNet.Linux.Syscalls;
using ContainerNet.Plans;
using ContainerNet.State;

namespace ContainerNet.Containers;

/// <summary>What can be done with volumes.</summary>
public sealed class VolumeOperations
{
    private readonly HostContext _host;
    private readonly VolumeUse _use;

    internal VolumeOperations(HostContext host, ContainerStore store)
    {
        _host = host;
        _use = new VolumeUse(host, store);
    }

    private VolumeStore Store => _host.VolumeStore;

    /// <summary>All volumes, by their names: those that <see cref="Create"/> made, and those that containers made by naming them.</summary>
    public IReadOnlyList<ContainerVolume> List()
    {
        ILookup<string, string> uses = _use.ContainersByVolume();
        return [.. Store.Names().Select(name => View(name, uses))];
    }

    /// <summary>A volume by its name.</summary>
    /// <exception cref="ContainerNetException">There is none.</exception>
    public ContainerVolume Get(string name) => Store.Exists(Checked(name)) ? View(name, _use.ContainersByVolume()) : throw NotFound(name);

    /// <summary>Makes a volume. An identical one is returned unchanged.</summary>
    /// <exception cref="ContainerNetException">A name or an option is not acceptable, or there is another volume of that name.</exception>
    public ContainerVolume Create(VolumeDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        Check(definition);
        RequireRights();
        string name = definition.Name ?? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        using StateLock.Holder held = Store.Take();
        if (Store.Exists(name)) RequireSame(name, definition);
        else Store.Add(name, new VolumeRecord { Created = DateTimeOffset.UtcNow, IsAnonymous = definition.Name is null, IsNew = true, Options = new(definition.Options), Labels = new(definition.Labels) });
        return Get(name);
    }

    /// <summary>Checks what a volume is to be.</summary>
    /// <exception cref="ContainerNetException">A name or an option is not acceptable.</exception>
    public static void Check(VolumeDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        if (definition.Name is { } name) Checked(name);
        _ = VolumeOptions.Of(definition.Options);
    }

    /// <summary>Removes a volume with its content. What its options mount is only unmounted.</summary>
    /// <exception cref="ContainerNetException">There is no such volume, or a container has it.</exception>
    public void Remove(string name)
    {
        CheckRemove(name);
        RequireRights();
        using StateLock.Holder held = Store.Take();
        CheckRemove(name);
        Store.Remove(name);
    }

    /// <summary>Checks that a volume can be removed.</summary>
    /// <exception cref="ContainerNetException">There is no such volume, or a container has it.</exception>
    public void CheckRemove(string name)
    {
        if (!Store.Exists(Checked(name))) throw NotFound(name);
        if (_use.ContainersByVolume()[name].ToArray() is { Length: > 0 } users)
            throw ContainerNetException.InUse("VolumeInUse", name, $"Volume '{name}' is in use by {string.Join(", ", users)}. Remove the containers first.");
    }

    /// <summary>The volumes that no container has.</summary>
    /// <param name="all">Whether those with a name are among them, as with <c>docker volume prune --all</c>.</param>
    public IReadOnlyList<ContainerVolume> ListUnused(bool all) => [.. List().Where(volume => volume.Containers.Count == 0 && (all || volume.IsAnonymous))];

    private ContainerVolume View(string name, ILookup<string, string> uses)
    {
        VolumeRecord record = Store.Read(name);
        return new ContainerVolume
        {
            Name = name,
            Mountpoint = Store.PathOf(name),
            Created = record.Created,
            IsAnonymous = record.IsAnonymous,
            Options = record.Options,
            Labels = record.Labels,
            Containers = [.. uses[name].Order(StringComparer.Ordinal)],
        };
    }

    private void RequireSame(string name, VolumeDefinition definition)
    {
        VolumeRecord present = Store.Read(name);
        if (!IsSame(present.Options, definition.Options) || !IsSame(present.Labels, definition.Labels))
            throw ContainerNetException.Exists("VolumeExists", name, $"Volume '{name}' already exists with other options or labels. Remove-ContainerVolume removes it.");
    }

    private static bool IsSame(Dictionary<string, string> one, IReadOnlyDictionary<string, string> other) => one.Count == other.Count && one.All(pair => other.GetValueOrDefault(pair.Key) == pair.Value);

    private static void RequireRights()
    {
        if (Capabilities.Missing(Capability.SysAdmin) is { } missing) throw missing;
    }

    private static string Checked(string name)
        => VolumeStore.IsName(name) ? name : throw ContainerNetException.Invalid("InvalidVolumeName", name, $"'{name}' is not a volume's name. A name has two characters or more: a letter or digit, then letters, digits, '_', '.' and '-'.");

    private static ContainerNetException NotFound(string name) => ContainerNetException.NotFound("VolumeNotFound", name, $"There is no volume '{name}'.");
}
