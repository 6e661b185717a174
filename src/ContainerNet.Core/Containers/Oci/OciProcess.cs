using System.Text.Json.Nodes;

namespace ContainerNet.Containers.Oci;

/// <summary>The program of a container, and programs that are run inside later.</summary>
internal static class OciProcess
{
    /// <summary>The <c>process</c> of config.json.</summary>
    public static JsonObject For(ContainerBundle bundle, IReadOnlyList<string> capabilities, InitProgram? init)
    {
        ContainerUser user = ContainerUser.Find(new RootDirectory(bundle.Root), bundle.User);
        return new JsonObject
        {
            ["terminal"] = bundle.Options.Interactive,
            ["user"] = user.ToJson(),
            ["args"] = Json.Array(init is null ? bundle.Arguments : [InitProgram.Target, "--", .. bundle.Arguments]),
            ["env"] = Json.Array(bundle.Environment),
            ["cwd"] = bundle.WorkingDirectory,
            ["capabilities"] = CapabilitiesToJson(capabilities, user.UserId),
            ["noNewPrivileges"] = false,
            ["oomScoreAdj"] = 0,
        };
    }

    /// <summary>Runs a program in a running container: the container's own <c>process</c> with the requested changes.</summary>
    /// <param name="container">The container's config.json.</param>
    /// <param name="root">Its files as they are now.</param>
    /// <param name="options">The program.</param>
    public static JsonObject For(JsonNode container, RootDirectory root, ContainerExecOptions options)
    {
        JsonNode own = container["process"]!;
        var process = (JsonObject)own.DeepClone();
        process["terminal"] = options.Terminal;
        if (options.TerminalSize is { } size) process["consoleSize"] = new JsonObject { ["height"] = size.Rows, ["width"] = size.Columns };
        process["args"] = Json.Array(options.Arguments);
        process["env"] = Json.Array(Environment([.. Json.Texts(own["env"])], options));
        if (options.WorkingDirectory is { } folder) process["cwd"] = folder;
        if (options.User is { } text)
        {
            ContainerUser user = ContainerUser.Find(root, text);
            process["user"] = user.ToJson();
            process["capabilities"] = CapabilitiesToJson([.. Json.Texts(own["capabilities"]!["bounding"])], user.UserId);
        }
        return process;
    }

    // The last value of a name counts, so each name occurs once.
    private static IEnumerable<string> Environment(IReadOnlyList<string> own, ContainerExecOptions options)
    {
        IEnumerable<string> terminal = options.Terminal ? ["TERM=xterm"] : [];
        return terminal.Concat(own).Concat(options.Environment).GroupBy(NameOf).Select(variables => variables.Last());
    }

    private static string NameOf(string variable) => variable.Split('=', 2)[0];

    /// <summary>The <c>capabilities</c> of an OCI process: users other than root get them only from a program's file, as after any execve(2).</summary>
    private static JsonObject CapabilitiesToJson(IReadOnlyList<string> names, uint userId)
    {
        var json = new JsonObject { ["bounding"] = Json.Array(names) };
        if (userId != 0) return json;
        json["effective"] = Json.Array(names);
        json["permitted"] = Json.Array(names);
        return json;
    }
}
