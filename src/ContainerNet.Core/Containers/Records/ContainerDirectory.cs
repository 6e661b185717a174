using ContainerNet.Containers.Images.Layers;

namespace ContainerNet.Containers.Records;

/// <summary>Where the files of a container are: what lasts under the state's directory, what a reboot ends under the run directory.</summary>
internal sealed class ContainerDirectory(NetHostOptions host, string id)
{
    /// <summary>The directory of all containers.</summary>
    public static string All(NetHostOptions host) => System.IO.Path.Combine(host.StateDirectory, "containers");

    /// <summary>The container's own directory. Its lock is a lock on this directory.</summary>
    public string Path { get; } = System.IO.Path.Combine(All(host), id);

    /// <summary>What the container is.</summary>
    public string Record => In("container.json");

    /// <summary>The name. The record has it too, but may be damaged.</summary>
    public string Name => In("name");

    /// <summary>Its root file system.</summary>
    public RootFileSystem Root => new(Path);

    /// <summary>Its output.</summary>
    public string Log => In("container.log");

    /// <summary>The directory for the runtime and conmon.</summary>
    public string Run { get; } = System.IO.Path.Combine(host.RunDirectory, "containers", id);

    private string In(string name) => System.IO.Path.Combine(Path, name);
}
