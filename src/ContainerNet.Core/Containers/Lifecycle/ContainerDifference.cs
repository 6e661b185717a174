using System.Text.Json;
using System.Text.Json.Nodes;
using ContainerNet.Containers.Records;

namespace ContainerNet.Containers.Lifecycle;

/// <summary>Compares a container with a request for its name.</summary>
internal static class ContainerDifference
{
    /// <summary>What differs, each as the property of <see cref="ContainerOptions"/> with both values: <c>Publish is 8080:80, not 8081:80</c>.</summary>
    /// <param name="present">The existing container.</param>
    /// <param name="wanted">The request.</param>
    /// <param name="imageId">The image that this resolves to; null on a plain directory.</param>
    public static IReadOnlyList<string> Between(ContainerRecord present, ContainerOptions wanted, string? imageId)
    {
        JsonObject there = ToJson(present.Options), asked = ToJson(wanted);
        IEnumerable<string> names = there.Select(property => property.Key).Union(asked.Select(property => property.Key));
        string[] options = [.. names.Where(name => !JsonNode.DeepEquals(there[name], asked[name])).Select(name => Describe(name, there[name], asked[name]))];
        // The same reference may mean another image by now.
        return options.Length == 0 && present.ImageId != imageId ? [$"ImageId is {present.ImageId}, not {imageId}"] : options;
    }

    private static string Describe(string name, JsonNode? present, JsonNode? wanted)
        => name == "environment" ? $"Environment differs in {string.Join(", ", VariablesThatDiffer(present, wanted))}" : $"{char.ToUpperInvariant(name[0])}{name[1..]} is {Text(present)}, not {Text(wanted)}";

    // Their values may be secrets.
    private static IEnumerable<string> VariablesThatDiffer(JsonNode? present, JsonNode? wanted)
    {
        HashSet<string> there = Variables(present), asked = Variables(wanted);
        there.SymmetricExceptWith(asked);
        return there.Select(variable => variable.Split('=', 2)[0]).Distinct().Order(StringComparer.Ordinal);
    }

    private static HashSet<string> Variables(JsonNode? list) => list is JsonArray array ? [.. array.Select(variable => (string)variable!)] : [];

    private static string Text(JsonNode? value) => value switch
    {
        null => "open",
        JsonArray { Count: 0 } => "none",
        JsonArray list => string.Join(", ", list.Select(Text)),
        JsonValue scalar when scalar.GetValueKind() == JsonValueKind.String => (string)scalar!,
        _ => value.ToJsonString(),
    };

    private static JsonObject ToJson(ContainerOptions options)
        => JsonSerializer.SerializeToNode(options with { Name = null }, ContainerJson.Default.ContainerOptions)!.AsObject();
}
