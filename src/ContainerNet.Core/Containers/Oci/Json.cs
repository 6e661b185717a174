using System.Text.Json.Nodes;

namespace ContainerNet.Containers.Oci;

/// <summary>Short names for what config.json is made of.</summary>
internal static class Json
{
    /// <summary>An array of texts.</summary>
    public static JsonArray Array(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);

    /// <summary>An array of texts.</summary>
    public static JsonArray Array(params ReadOnlySpan<string> texts) => Array((IEnumerable<string>)texts.ToArray());

    /// <summary>The texts of an array; none where there is no array.</summary>
    public static IEnumerable<string> Texts(JsonNode? array) => array is JsonArray list ? list.Select(item => (string)item!) : [];
}
