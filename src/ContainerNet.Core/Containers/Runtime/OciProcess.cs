using System.Text.Json.Nodes;

namespace ContainerNet.Containers;

/// <summary>The program of a container, and programs that are run inside later.</summary>
internal static class OciProcess
{
    /// <summary>The <c>process</c> of config.json.</summary>
    public static JsonObject For(ContainerBundle bundle, IReadOnlyList<string> capabilities, InitProgram? init)
    {
        ContainerUser user = ContainerUser.Find(new RootFolder(bundle.Root), bundle.User);
        return new JsonObject
        {
            ["terminal"] = bundle.Options.Interactive,
            ["user"] = user.ToJson(),
            ["args"] = Json.Array(init is null ? bundle.Arguments : [InitProgram.Target, "--", .. bundle.Arguments]),
            ["env"] = Json.Array(bundle.Environment),
            ["cwd"] = bundle.WorkingDirectory,
            ["capabilities"] = ContainerCapabilities.ToJson(capabilities, user.UserId),
            ["noNewPrivileges"] = false,
            ["oomScoreAdj"] = 0,
        };
    }

    /// <summary>What runs a program in a container that runs: the container's own <c>process</c> but for what is asked for.</summary>
    /// <param name="container">The container's config.json.</param>
    /// <param name="root">Its files as they are now.</param>
    /// <param name="options">The program.</param>
    public static JsonObject For(JsonNode container, RootFolder root, ContainerExecOptions options)
    {
        JsonNode own = container["process"]!;
        var process = (JsonObject)own.DeepClone();
        process["terminal"] = options.Terminal;
        process["args"] = Json.Array(options.Arguments);
        process["env"] = Json.Array(Environment([.. Json.Texts(own["env"])], options));
        if (options.WorkingDirectory is { } folder) process["cwd"] = folder;
        if (options.User is { } text)
        {
            ContainerUser user = ContainerUser.Find(root, text);
            process["user"] = user.ToJson();
            process["capabilities"] = ContainerCapabilities.ToJson([.. Json.Texts(own["capabilities"]!["bounding"])], user.UserId);
        }
        return process;
    }

    // The last one of a name counts, so each name comes once.
    private static IEnumerable<string> Environment(IReadOnlyList<string> own, ContainerExecOptions options)
    {
        IEnumerable<string> terminal = options.Terminal ? ["TERM=xterm"] : [];
        return terminal.Concat(own).Concat(options.Environment).GroupBy(NameOf).Select(variables => variables.Last());
    }

    private static string NameOf(string variable) => variable.Split('=', 2)[0];
}
