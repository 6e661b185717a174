using System.Text.Json.Nodes;
using ContainerNet.Containers.Images;
using ContainerNet.Service.Api.Http;

namespace ContainerNet.Service.Api.Images;

/// <summary>An image as the API shows it: in lists, and whole.</summary>
internal static class ImageDocument
{
    /// <summary>An element of <c>GET /images/json</c>.</summary>
    public static JsonObject Summary(ContainerImage image, int containers) => new()
    {
        ["Id"] = image.Id,
        ["ParentId"] = "",
        ["RepoTags"] = Tags(image),
        ["RepoDigests"] = Digests(image),
        ["Created"] = image.Created?.ToUnixTimeSeconds() ?? 0,
        ["Size"] = image.Size,
        ["SharedSize"] = -1,
        ["Labels"] = JsonText.Pairs(image.Config.Labels),
        ["Containers"] = containers,
    };

    /// <summary>The answer to <c>GET /images/{name}/json</c>.</summary>
    public static JsonObject Whole(ContainerImage image) => new()
    {
        ["Id"] = image.Id,
        ["RepoTags"] = Tags(image),
        ["RepoDigests"] = Digests(image),
        ["Parent"] = "",
        ["Comment"] = "",
        ["Created"] = JsonText.Time(image.Created),
        ["DockerVersion"] = "",
        ["Author"] = "",
        ["Config"] = Config(image.Config),
        ["Architecture"] = image.Architecture,
        ["Os"] = "linux",
        ["Size"] = image.Size,
        ["GraphDriver"] = new JsonObject { ["Name"] = "overlay2", ["Data"] = new JsonObject() },
        ["RootFS"] = new JsonObject { ["Type"] = "layers", ["Layers"] = JsonText.List(image.DiffIds) },
        ["Metadata"] = new JsonObject { ["LastTagTime"] = JsonText.Time(null) },
    };

    /// <summary>A reference as people write it: <c>busybox:latest</c>.</summary>
    public static string Familiar(string reference) => ImageReference.TryParse(reference)?.Familiar ?? reference;

    private static JsonArray Tags(ContainerImage image) => JsonText.List(image.References.Where(reference => !reference.Contains('@', StringComparison.Ordinal)).Select(Familiar));

    private static JsonArray Digests(ContainerImage image) => JsonText.List(image.References.Where(reference => reference.Contains('@', StringComparison.Ordinal)).Select(Familiar));

    private static JsonObject Config(ImageConfig config) => new()
    {
        ["User"] = config.User,
        ["ExposedPorts"] = JsonText.Set(config.ExposedPorts),
        ["Env"] = JsonText.List(config.Environment),
        ["Cmd"] = config.Command.Count > 0 ? JsonText.List(config.Command) : null,
        ["Volumes"] = config.Volumes.Count > 0 ? JsonText.Set(config.Volumes) : null,
        ["WorkingDir"] = config.WorkingDirectory,
        ["Entrypoint"] = config.EntryPoint.Count > 0 ? JsonText.List(config.EntryPoint) : null,
        ["OnBuild"] = null,
        ["Labels"] = JsonText.Pairs(config.Labels),
        ["StopSignal"] = config.StopSignal,
    };
}
