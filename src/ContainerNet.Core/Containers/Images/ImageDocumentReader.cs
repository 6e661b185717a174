using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ContainerNet.Containers.Images.Archives;

namespace ContainerNet.Containers.Images;

/// <summary>Reads the documents of images, and says what is wrong with them.</summary>
internal static class ImageDocumentReader
{
    /// <summary>Parses a document.</summary>
    /// <param name="content">Its text.</param>
    /// <param name="type">Its type.</param>
    /// <param name="what">What it is called in errors.</param>
    /// <exception cref="ContainerNetException">It is no such document.</exception>
    public static T Parse<T>(ReadOnlySpan<byte> content, JsonTypeInfo<T> type, string what) where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(content, type) ?? throw Bad(what, "it is null");
        }
        catch (JsonException e)
        {
            throw Bad(what, e.Message.TrimEnd('.'));
        }
    }

    /// <summary>The digests of an image's layers, the lowest first, at least one.</summary>
    public static IReadOnlyList<ImageDigest> DiffIds(OciImageDocument document, string what)
        => document.RootFs?.DiffIds is { Count: > 0 } ids ? [.. ids.Select(id => ImageDigest.Parse(id, what))] : throw Bad(what, "it has no layers");

    /// <summary>When it was built; null when the image has no readable date.</summary>
    public static DateTimeOffset? Created(OciImageDocument document)
        => DateTimeOffset.TryParse(document.Created, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset created) ? created : null;

    /// <summary>What it says of containers.</summary>
    public static ImageConfig Config(OciImageDocument document) => document.Config is not { } config ? new ImageConfig() : new ImageConfig
    {
        EntryPoint = Texts(config.Entrypoint),
        Command = Texts(config.Cmd),
        Environment = Texts(config.Env),
        User = config.User ?? "",
        WorkingDirectory = config.WorkingDir ?? "",
        ExposedPorts = [.. (config.ExposedPorts?.Keys ?? Enumerable.Empty<string>()).Order(StringComparer.Ordinal)],
        Volumes = [.. (config.Volumes?.Keys ?? Enumerable.Empty<string>()).Order(StringComparer.Ordinal)],
        Labels = config.Labels?.ToDictionary(label => label.Key, label => label.Value ?? "") ?? [],
        StopSignal = string.IsNullOrEmpty(config.StopSignal) ? null : config.StopSignal,
    };

    /// <summary>The error for what cannot be an image.</summary>
    public static ContainerNetException Bad(string what, string why) => ContainerNetException.Invalid("InvalidImage", what, $"{what} cannot be read: {why}.");

    private static List<string> Texts(List<string?>? texts) => [.. (texts ?? []).Select(text => text ?? "")];
}
