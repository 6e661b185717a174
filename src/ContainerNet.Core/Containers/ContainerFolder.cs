namespace ContainerNet.Containers;

/// <summary>Where the files of a container are: what lasts under the state's folder, what a reboot ends under the run folder.</summary>
internal sealed class ContainerFolder(NetHostOptions host, string id)
{
    /// <summary>The folder of all containers.</summary>
    public static string All(NetHostOptions host) => System.IO.Path.Combine(host.StateDirectory, "containers");

    /// <summary>The container's own folder. Its lock is a lock on this folder.</summary>
    public string Path { get; } = System.IO.Path.Combine(All(host), id);

    /// <summary>What the container is.</summary>
    public string Record => In("container.json");

    /// <summary>Its root file system.</summary>
    public RootFileSystem Root => new(Path);

    /// <summary>Its output.</summary>
    public string Log => In("container.log");

    /// <summary>The folder that the runtime and conmon are given.</summary>
    public string Run { get; } = System.IO.Path.Combine(host.RunDirectory, "containers", id);

    private string In(string name) => System.IO.Path.Combine(Path, name);
}
