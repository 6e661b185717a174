using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using ContainerNet.Containers.Images.Archives;

namespace ContainerNet.Containers.Images;

/// <summary>An image that is made of another and one more layer.</summary>
/// <param name="BaseId">The id of the other image.</param>
/// <param name="Write">Writes the layer.</param>
/// <param name="Configure">Changes the <c>config</c> of the other image.</param>
internal sealed record ImageCommit(string BaseId, Action<ArchiveWriter> Write, Action<JsonObject> Configure)
{
    /// <summary>What was run to make the layer.</summary>
    public required string CreatedBy { get; init; }

    public string? Author { get; init; }

    public string? Message { get; init; }

    /// <summary>Writes the layer, and describes the image.</summary>
    /// <param name="configuration">The configuration of the other image.</param>
    /// <param name="layer">The file that the layer is written to.</param>
    /// <param name="what">What the other image is called in errors.</param>
    public FoundImage Make(byte[] configuration, string layer, string what)
    {
        JsonObject document = Parse(configuration, what);
        ImageDigest added = WriteLayer(layer);
        IReadOnlyList<ImageDigest> diffIds = [.. ImageDocumentReader.DiffIds(ImageDocumentReader.Parse(configuration, ImageJson.Default.OciImageDocument, what), what), added];
        if (diffIds.Count > ImageLimits.Layers) throw ContainerNetException.Invalid("TooManyLayers", what, $"The image would have {diffIds.Count} layers. An image has at most {ImageLimits.Layers}.");
        if (document["config"] is not JsonObject config) document["config"] = config = [];
        Configure(config);
        string now = DateTimeOffset.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);
        document["created"] = now;
        document.Remove("author");
        if (Author is not null) document["author"] = Author;
        document["rootfs"] = new JsonObject { ["type"] = "layers", ["diff_ids"] = new JsonArray([.. diffIds.Select(id => (JsonNode)id.ToString())]) };
        if (document["history"] is not JsonArray history) document["history"] = history = [];
        history.Add((JsonNode)History(now));
        byte[] written = Encoding.UTF8.GetBytes(document.ToJsonString());
        return new FoundImage
        {
            Id = ImageDigest.Of(written),
            Configuration = written,
            Layers = [.. diffIds.Select(id => new FoundLayer(id, BlobDigest: null, layer, () => File.OpenRead(layer)))],
        };
    }

    private JsonObject History(string now)
    {
        var entry = new JsonObject { ["created"] = now, ["created_by"] = CreatedBy };
        if (Author is not null) entry["author"] = Author;
        if (Message is not null) entry["comment"] = Message;
        return entry;
    }

    private ImageDigest WriteLayer(string path)
    {
        using (FileStream file = File.Create(path))
        {
            var writer = new ArchiveWriter(file);
            Write(writer);
            writer.Finish();
        }
        using var hash = new HashingStream(File.OpenRead(path));
        return hash.Finish();
    }

    private static JsonObject Parse(byte[] configuration, string what)
    {
        try
        {
            return JsonNode.Parse(configuration) as JsonObject ?? throw ImageDocumentReader.Bad(what, "its configuration is not an object");
        }
        catch (System.Text.Json.JsonException e)
        {
            throw ImageDocumentReader.Bad(what, e.Message.TrimEnd('.'));
        }
    }
}
