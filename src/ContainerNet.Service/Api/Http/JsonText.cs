using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ContainerNet.Service.Api.Http;

/// <summary>JSON as clients get it, and lists of values for it.</summary>
internal static class JsonText
{
    private static readonly JsonWriterOptions _options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The bytes of a value.</summary>
    public static byte[] Bytes(JsonNode json)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, _options)) json.WriteTo(writer);
        return bytes.ToArray();
    }

    /// <summary>Sends a value as a line of its own, at once.</summary>
    public static async Task WriteLineAsync(Stream stream, JsonNode json, CancellationToken cancellation)
    {
        await stream.WriteAsync((byte[])[.. Bytes(json), (byte)'\n'], cancellation).ConfigureAwait(false);
        await stream.FlushAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>An error, as every client reads it.</summary>
    public static JsonObject Error(string message) => new() { ["message"] = message };

    /// <summary>A list of texts.</summary>
    public static JsonArray List(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode?)JsonValue.Create(text))]);

    /// <summary>A list of values.</summary>
    public static JsonArray List(IEnumerable<JsonNode> values) => new([.. values]);

    /// <summary>An object of texts.</summary>
    public static JsonObject Pairs(IEnumerable<KeyValuePair<string, string>> pairs)
        => new(pairs.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)JsonValue.Create(pair.Value))));

    /// <summary>An object whose members are all empty objects, as Go writes a set.</summary>
    public static JsonObject Set(IEnumerable<string> names) => new(names.Distinct().Select(name => KeyValuePair.Create(name, (JsonNode?)new JsonObject())));

    /// <summary>A time with nanoseconds; Go's zero time for none.</summary>
    public static string Time(DateTimeOffset? time) => time is { } one ? $"{one.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.fffffff}00Z" : "0001-01-01T00:00:00Z";
}
