namespace ContainerNet;

/// <summary>containernetd, the native program that is built beside the module, and the command lines that it is started with.</summary>
/// <param name="options">The host that it works on.</param>
internal sealed class ServiceProgram(NetHostOptions options)
{
    /// <summary>The program's first argument where it answers for names on networks.</summary>
    public const string NameServerVerb = "name-server";

    /// <summary>The program's first argument where it serves the Docker Engine API.</summary>
    public const string ServeVerb = "serve";

    /// <summary>The program's first argument for handling a container that has ended.</summary>
    public const string ContainerExitedVerb = "container-exited";

    /// <summary>Where the program is; null where it is not built.</summary>
    public string? Path => options.ServicePath is { } path && File.Exists(path) ? path : null;

    /// <summary>The arguments of the name server. It is started in the host's network namespace, and starts nothing itself.</summary>
    public IReadOnlyList<string> NameServerArguments => [NameServerVerb, .. HostArguments.Of(options with { NamespacePath = NetHostOptions.OwnNamespace, ServicePath = null })];

    /// <summary>The command that handles a container's end, without the container's id; null when the program is not built.</summary>
    public IReadOnlyList<string>? ExitCommand => Path is { } path ? [path, ContainerExitedVerb, .. HostArguments.Of(options)] : null;
}
