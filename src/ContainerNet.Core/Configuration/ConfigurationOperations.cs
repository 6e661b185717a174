using System.Text;
using ContainerNet.Plans;

namespace ContainerNet.Configuration;

/// <summary>What can be done with the host's daemon.json.</summary>
public sealed class ConfigurationOperations
{
    private readonly HostContext _host;
    private readonly Lazy<string> _machineId;
    private volatile ReadFile? _last;

    internal ConfigurationOperations(HostContext host)
    {
        _host = host;
        _machineId = new Lazy<string>(MachineId);
    }

    /// <summary>What is configured; Docker's defaults where there is no file.</summary>
    /// <param name="path">Another file than the host's.</param>
    /// <exception cref="ContainerNetException">The file cannot be read, or is not acceptable; the message says in which line.</exception>
    public ContainerNetConfiguration Get(string? path = null)
    {
        string file = path ?? _host.Options.ConfigurationFile;
        byte[]? text = ConfigurationFile.Read(file);
        // One operation asks several times, and the text is usually the same for days.
        if (_last is { } last && last.Path == file && last.Text.AsSpan().SequenceEqual(text)) return last.Configuration;
        ContainerNetConfiguration configuration = Read(file, text);
        _last = new ReadFile(file, text, configuration);
        return configuration;
    }

    /// <summary>Plans to change keys of the file, which is made if there is none. All other keys are not changed.</summary>
    /// <param name="changes">
    /// New values by daemon.json's keys: texts, numbers, flags, addresses, networks, pools, lists of these, and options by
    /// driver. Null removes a key.
    /// </param>
    /// <param name="path">Another file than the host's.</param>
    /// <exception cref="ContainerNetException">The file as it would be is not acceptable; the message says in which line.</exception>
    public Plan<ContainerNetConfiguration> PlanSet(IReadOnlyDictionary<string, object?> changes, string? path = null)
    {
        ArgumentNullException.ThrowIfNull(changes);
        string file = path ?? _host.Options.ConfigurationFile;
        return new Plan<ContainerNetConfiguration>(_host, $"Change {string.Join(", ", changes.Keys)} in {file}", _ => Steps(file, changes), _ => Get(file));
    }

    private IReadOnlyList<Step> Steps(string file, IReadOnlyDictionary<string, object?> changes)
    {
        byte[]? old = ConfigurationFile.Read(file);
        IReadOnlyList<ConfigurationProperty> properties = ConfigurationText.Parse(old, file);
        string changed = ConfigurationWriter.Write(properties, changes);
        Read(file, Encoding.UTF8.GetBytes(changed));
        // White space alone is no change.
        bool same = old is null ? changes.Values.All(value => value is null) : changed == ConfigurationWriter.Write(properties, new Dictionary<string, object?>());
        return same ? [] : [new WriteConfiguration(file, changed, old is null ? null : Encoding.UTF8.GetString(old))];
    }

    private ContainerNetConfiguration Read(string file, ReadOnlySpan<byte> text) => ConfigurationReader.Read(text, file, _machineId.Value);

    // A host without an id, a container usually, has at least a name.
    private string MachineId()
    {
        byte[]? id = ConfigurationFile.Read(_host.Options.MachineIdFile);
        return id is null ? Environment.MachineName : Encoding.UTF8.GetString(id).Trim();
    }

    private sealed record ReadFile(string Path, byte[]? Text, ContainerNetConfiguration Configuration);
}

/// <summary>What is configured of the host.</summary>
internal static class ConfigurationService
{
    extension(HostContext host)
    {
        /// <summary>What is configured of the host.</summary>
        public ConfigurationOperations Configuration => host.Get<ConfigurationOperations>();
    }
}
