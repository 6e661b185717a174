namespace ContainerNet.Containers.Records;

/// <summary>What a container runs: the request, over the image's configuration, by the rules of <c>docker run</c>.</summary>
internal sealed record ContainerProgram
{
    private const string Path = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <summary>The program and its arguments.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>The environment, NAME=value.</summary>
    public required IReadOnlyList<string> Environment { get; init; }

    /// <summary><c>user[:group]</c>; empty is root.</summary>
    public required string User { get; init; }

    public required string WorkingDirectory { get; init; }

    /// <summary>The signal that asks it to end.</summary>
    public required string StopSignal { get; init; }

    /// <summary>Ports that its image or its user says it listens on: <c>80/tcp</c>.</summary>
    public required IReadOnlyList<string> ExposedPorts { get; init; }

    public static ContainerProgram Of(ContainerOptions options, ImageConfig image)
    {
        string[] given = options.Command is null ? [.. options.Arguments] : [options.Command, .. options.Arguments];
        // A requested entry point drops the image's command: it belongs to the image's own.
        IEnumerable<string> command = given.Length > 0 ? given : options.EntryPoint is null ? image.Command : [];
        // docker run and Dockerfiles write one empty string for none.
        IReadOnlyList<string> entryPoint = options.EntryPoint ?? image.EntryPoint;
        string[] arguments = [.. entryPoint is [""] ? [] : entryPoint, .. command];
        if (arguments.Length == 0)
            throw ContainerNetException.Invalid("CommandMissing", options.Image ?? options.RootFileSystem, $"'{options.Image ?? options.RootFileSystem}' does not name a program to run. Give -Command.");
        return new ContainerProgram
        {
            Arguments = arguments,
            Environment = Merge([Path, .. options.Interactive ? (string[])["TERM=xterm"] : [], .. image.Environment.Where(HasName), .. options.Environment]),
            User = options.User ?? image.User ?? "",
            WorkingDirectory = options.WorkingDirectory ?? (string.IsNullOrEmpty(image.WorkingDirectory) ? "/" : image.WorkingDirectory),
            StopSignal = options.StopSignal ?? image.StopSignal ?? "SIGTERM",
            // A container that publishes a port listens on it, and its links show the port.
            ExposedPorts = [.. image.ExposedPorts.Concat(options.Expose).Concat(options.Publish.Select(Exposed)).Distinct()],
        };
    }

    // Docker leaves out what an image says without a value, or without a name.
    private static bool HasName(string variable) => variable.IndexOf('=', StringComparison.Ordinal) > 0;

    // The last of a name counts, at the place of the first.
    private static List<string> Merge(IEnumerable<string> variables)
    {
        var merged = new List<string>();
        foreach (string variable in variables)
        {
            string name = variable[..(variable.IndexOf('=', StringComparison.Ordinal) + 1)];
            int at = merged.FindIndex(other => other.StartsWith(name, StringComparison.Ordinal));
            if (at < 0) merged.Add(variable);
            else merged[at] = variable;
        }
        return merged;
    }

    // The ports inside that a publication is for: 80/tcp, 7000-7010/udp.
    private static string Exposed(PortPublication publication) => $"{publication.ContainerPorts}/{publication.Protocol.ToString().ToLowerInvariant()}";
}
