using ContainerNet.Containers.EtcFiles;
using ContainerNet.Containers.Images;
using ContainerNet.Containers.Networking;
using ContainerNet.Containers.Oci;
using ContainerNet.Containers.Records;
using ContainerNet.Containers.Runtime;
using ContainerNet.Linux.Processes;
using ContainerNet.Plans;

namespace ContainerNet.Containers.Lifecycle;

/// <summary>A request for a container: checked as a whole before anything is made, then combined with its image.</summary>
internal sealed class ContainerRequest(HostContext host, ContainerStore store, ContainerOptions options)
{
    private ContainerImage? _image;

    /// <summary>Checks all that can be known without an image.</summary>
    /// <exception cref="ContainerNetException">Something is not acceptable, or there is no such network or container.</exception>
    public void Check()
    {
        if (options.Name is { } name) ContainerName.Check(name);
        CheckRestart(options);
        if (options.StopSignal is { } signal) _ = Signals.Parse(signal);
        foreach (string label in options.Labels.Keys) ContainerLabels.CheckKey(label);
        foreach (string variable in options.Environment) CheckVariable(variable);
        foreach (string exposed in options.Expose) ContainerPorts.Parse(exposed);
        if (options.WorkingDirectory is { } folder) CheckWorkingDirectory(folder);
        CheckRights(OciMachine.Detect(host));
        if (options.UserNamespace is { } users) IdMapping.Parse(users);
        ContainerFileRules.Check(options);
        foreach (ContainerNetworkRequest wish in ContainerNetworkRequest.Of(host, options, Networking, [])) wish.Options.Check();
        _ = RuntimePrograms.Installed;
        CheckRoot();
    }

    /// <summary>Checks that a container may have its restart policy.</summary>
    /// <exception cref="ContainerNetException">It is removed when it ends.</exception>
    public static void CheckRestart(ContainerOptions options)
    {
        if (options.Remove && options.Restart != RestartPolicy.No)
            throw ContainerNetException.Invalid("RestartConflict", options.Restart, $"-Restart {options.Restart} cannot be combined with -Remove: a container that is removed when it ends cannot be restarted.");
    }

    /// <summary>Finds the image, or pulls it.</summary>
    public void Resolve(Action<string>? starting, CancellationToken cancellation)
    {
        if (options.Image is { } image) _image = host.Images.Resolve(image, starting is null ? null : progress => starting($"{progress}"), cancellation);
    }

    /// <summary>The differences between the request and an existing container of that name.</summary>
    public IReadOnlyList<string> DifferencesFrom(ContainerRecord present) => ContainerDifference.Between(present, options, _image?.Id);

    /// <summary>Finds the image where that is here.</summary>
    /// <returns>Whether it is, or none is requested.</returns>
    public bool TryResolve() => options.Image is not { } image || (_image = host.Images.Find(image)) is not null;

    /// <summary>The container as it is kept.</summary>
    public ContainerRecord ToRecord(string id, string name)
    {
        var record = new ContainerRecord(id, name, options with { Name = name }, ContainerProgram.Of(options, _image?.Config ?? new ImageConfig()), Layers, DateTimeOffset.UtcNow)
        {
            ImageId = _image?.Id,
            Networking = Networking.Asked,
            Labels = ContainerLabels.Over(_image?.Config.Labels, options.Labels),
            References = ContainerReferences.IdsOf(store, Networking, options),
        };
        // One that joins another is called as that is, which may not be there yet.
        return Networking.Mode == NetworkMode.Joined ? record : record with { HostName = new ContainerNeighbors(host, store, record, Networking).HostName };
    }

    private IReadOnlyList<string> Layers => _image?.LayerFolders ?? [Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.RootFileSystem!))];

    // What -Network says, read once.
    private ContainerNetworking Networking => field ??= ContainerNetworking.Of(host, options);

    private void CheckRights(OciMachine machine)
    {
        _ = VolumeMount.ParseAll(options.Volumes, machine);
        _ = ContainerCapabilities.Choose(options, machine.Capabilities);
        _ = OciResources.For(options, machine);
    }

    private void CheckRoot()
    {
        if (options.Image is not null) return;
        if (options.RootFileSystem is not { } folder) throw ContainerNetException.Invalid("RootFileSystemMissing", null, "A container needs an image or a root file system. Give -Image or -RootFileSystem.");
        if (!Directory.Exists(folder)) throw ContainerNetException.NotFound("RootFileSystemNotFound", folder, $"The root file system '{folder}' is not an existing directory.");
    }

    private static void CheckWorkingDirectory(string folder)
    {
        if (!folder.StartsWith('/')) throw ContainerNetException.Invalid("InvalidWorkingDirectory", folder, $"'{folder}' is not an absolute path inside the container.");
    }

    private static void CheckVariable(string variable)
    {
        if (variable.IndexOf('=', StringComparison.Ordinal) <= 0)
            throw ContainerNetException.Invalid("InvalidEnvironment", variable, $"'{variable}' is not an environment variable. Write it as NAME=value.");
    }
}
