using ContainerNet.Containers.Files;
using ContainerNet.Networks;

namespace ContainerNet.Containers;

/// <summary>A container that was asked for: checked as a whole before anything is made, then put together with its image.</summary>
internal sealed class ContainerRequest(NetHost host, ContainerStore store, ContainerOptions options)
{
    private ContainerImage? _image;

    /// <summary>Checks all that can be known without an image.</summary>
    /// <exception cref="ContainerNetException">Something is not acceptable, or there is no such network or container.</exception>
    public void Check()
    {
        if (options.Name is { } name) ContainerName.Check(name);
        if (options.Remove && options.Restart != RestartPolicy.No)
            throw ContainerNetException.Invalid("RestartConflict", options.Restart, $"A container that is removed once it ends cannot be started again; -Restart {options.Restart} and -Remove exclude each other.");
        foreach (string variable in options.Environment) CheckVariable(variable);
        foreach (string exposed in options.Expose) ContainerPorts.Parse(exposed);
        if (options.WorkingDirectory is { } folder) CheckWorkingDirectory(folder);
        CheckRights(OciMachine.Detect(host));
        if (options.UserNamespace is { } users) IdMapping.Parse(users);
        ContainerFileRules.Check(options);
        foreach (ContainerNetworkWish wish in Wishes(ContainerNetworking.Of(host, options))) wish.Options.Check();
        _ = RuntimePrograms.Installed;
        CheckRoot();
    }

    /// <summary>Finds the image, or pulls it.</summary>
    public void Resolve(Action<string>? starting, CancellationToken cancellation)
    {
        if (options.Image is { } image) _image = host.Images.Resolve(image, starting, cancellation);
    }

    /// <summary>The container as it is kept.</summary>
    public ContainerRecord ToRecord(string id, string name)
    {
        ContainerNetworking networking = ContainerNetworking.Of(host, options);
        var record = new ContainerRecord(id, name, options with { Name = name }, ContainerProgram.Of(options, _image?.Config ?? new ImageConfig()), Layers, DateTimeOffset.UtcNow)
        {
            ImageId = _image?.Id,
            Networking = networking.Asked,
        };
        return record with { HostName = new ContainerNeighbors(host, store, record).HostName };
    }

    /// <summary>What starting it equals.</summary>
    public IReadOnlyList<string> Describe()
    {
        if (options.Image is { } image && (_image = host.Images.Find(image)) is null) return [$"skopeo copy docker://{image} # the image is not here"];
        return new ContainerDescription(host, ToRecord(NetworkOperations.NewId(), options.Name ?? ContainerName.MakeUp([]))).Lines();
    }

    private IReadOnlyList<string> Layers => _image?.LayerFolders ?? [Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.RootFileSystem!))];

    private IReadOnlyList<ContainerNetworkWish> Wishes(ContainerNetworking networking) => ContainerNetworkWish.Of(host, options, networking, []);

    private void CheckRights(OciMachine machine)
    {
        _ = ContainerVolume.ParseAll(options.Volumes, machine);
        _ = ContainerCapabilities.Choose(options, machine.Capabilities);
        _ = OciResources.For(options, machine);
    }

    private void CheckRoot()
    {
        if (options.Image is not null) return;
        if (options.RootFileSystem is not { } folder) throw ContainerNetException.Invalid("RootFileSystemRequired", null, "A container needs an image or a root file system.");
        if (!Directory.Exists(folder)) throw ContainerNetException.NotFound("RootFileSystemNotFound", folder, $"There is no folder '{folder}' to be a root file system.");
    }

    private static void CheckWorkingDirectory(string folder)
    {
        if (!folder.StartsWith('/')) throw ContainerNetException.Invalid("InvalidWorkingDirectory", folder, $"'{folder}' is not an absolute path inside the container.");
    }

    private static void CheckVariable(string variable)
    {
        if (variable.IndexOf('=', StringComparison.Ordinal) <= 0)
            throw ContainerNetException.Invalid("InvalidEnvironment", variable, $"'{variable}' is not an environment variable: NAME=value.");
    }
}
