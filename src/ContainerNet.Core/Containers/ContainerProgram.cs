namespace ContainerNet.Containers;

/// <summary>What a container runs: what was asked for, over what its image says, by the rules of <c>docker run</c>.</summary>
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
        // An entry point that was asked for leaves the image's command out: it belongs to the image's own.
        IEnumerable<string> command = given.Length > 0 ? given : options.EntryPoint is null ? image.Command : [];
        string[] arguments = [.. options.EntryPoint ?? image.EntryPoint, .. command];
        if (arguments.Length == 0)
            throw ContainerNetException.Invalid("CommandRequired", options.Image ?? options.RootFileSystem, $"'{options.Image ?? options.RootFileSystem}' says no program to run: give -Command.");
        return new ContainerProgram
        {
            Arguments = arguments,
            Environment = Merge([Path, .. options.Interactive ? (string[])["TERM=xterm"] : [], .. image.Environment, .. options.Environment]),
            User = options.User ?? image.User ?? "",
            WorkingDirectory = options.WorkingDirectory ?? (string.IsNullOrEmpty(image.WorkingDirectory) ? "/" : image.WorkingDirectory),
            StopSignal = image.StopSignal ?? "SIGTERM",
            // Who publishes a port listens on it, and says so to those that are linked to it.
            ExposedPorts = [.. image.ExposedPorts.Concat(options.Expose).Concat(options.Publish.Select(ContainerPorts.Exposed)).Distinct()],
        };
    }

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
}
