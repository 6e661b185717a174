namespace ContainerNet;

/// <summary>The arguments that tell containernetd which host it works on. The starting process writes them, and the program reads them.</summary>
internal static class HostArguments
{
    private static readonly HostArgument[] _all =
    [
        new("--namespace", "the host's network namespace", options => options.NamespacePath, (options, value) => options with { NamespacePath = value }),
        new("--namespace-directory", "named namespaces", options => options.NamespaceDirectory, (options, value) => options with { NamespaceDirectory = value }),
        new("--run-directory", "endpoints and process ids", options => options.RunDirectory, (options, value) => options with { RunDirectory = value }),
        new("--state-directory", "networks and containers", options => options.StateDirectory, (options, value) => options with { StateDirectory = value }),
        new("--configuration-file", "daemon.json", options => options.ConfigurationFile, (options, value) => options with { ConfigurationFile = value }),
        new("--etc-directory", "the host's resolv.conf", options => options.EtcDirectory, (options, value) => options with { EtcDirectory = value }),
        new("--machine-id-file", "what tells this host from others", options => options.MachineIdFile, (options, value) => options with { MachineIdFile = value }),
        new("--boot-id-file", "what tells this boot from others", options => options.BootIdFile, (options, value) => options with { BootIdFile = value }),
        new("--service", "containernetd itself", options => options.ServicePath, (options, value) => options with { ServicePath = value }),
    ];

    /// <summary>A line for each argument, with what it names and its default.</summary>
    public static IEnumerable<string> Descriptions => _all.Select(argument => $"{argument.Name,-22} {argument.Meaning}, {argument.Get(new NetHostOptions()) ?? "none"}");

    /// <summary>The arguments of a host.</summary>
    public static IReadOnlyList<string> Of(NetHostOptions options) => [.. _all.SelectMany(argument => argument.Get(options) is { } value ? new[] { argument.Name, value } : [])];

    /// <summary>Reads pairs of an option and its value; null for any other arguments.</summary>
    public static NetHostOptions? Read(ReadOnlySpan<string> arguments)
    {
        var options = new NetHostOptions();
        for (; arguments is [var name, var value, ..]; arguments = arguments[2..])
        {
            if (Array.Find(_all, argument => argument.Name == name) is not { } known) return null;
            options = known.Set(options, value);
        }
        return arguments.IsEmpty ? options : null;
    }

    private sealed record HostArgument(string Name, string Meaning, Func<NetHostOptions, string?> Get, Func<NetHostOptions, string, NetHostOptions> Set);
}
