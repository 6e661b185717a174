using System.Text.Json.Nodes;
using ContainerNet.Containers.Images;
using ContainerNet.Containers.Records;

namespace ContainerNet.Containers.Files;

/// <summary>The configuration of an image that is made of a container: that of its own image, and over it what the container was requested with, as <c>docker commit</c> has it.</summary>
internal static class CommittedConfig
{
    /// <summary>Changes the configuration of the container's image.</summary>
    public static void Apply(JsonObject config, ContainerRecord container, IReadOnlyList<string> instructions)
    {
        ContainerOptions options = container.Options;
        string[] given = options.Command is null ? [.. options.Arguments] : [options.Command, .. options.Arguments];
        if (options.EntryPoint is { } entryPoint)
        {
            config["Entrypoint"] = Array(entryPoint is [""] ? [] : entryPoint);
            config.Remove("Cmd");
        }
        if (given.Length > 0) config["Cmd"] = Array(given);
        if (options.User is { } user) config["User"] = user;
        if (options.WorkingDirectory is { } folder) config["WorkingDir"] = folder;
        List<string> environment = [.. options.Environment.Select(variable => $"ENV {Quoted(variable)}")];
        List<string> ports = [.. container.Program.ExposedPorts.Select(port => $"EXPOSE {port}")];
        ImageInstructions.Apply(config, [.. environment, .. ports, .. instructions]);
    }

    // A value may hold anything; in quotes only these two mean something.
    private static string Quoted(string variable)
        => $"\"{variable.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    private static JsonArray Array(IEnumerable<string> words) => [.. words.Select(word => (JsonNode)word)];
}
