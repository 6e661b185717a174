using System.Text.Json;

namespace ContainerNet.Containers.Records;

/// <summary>A container's options as users see them: container.json says the same of them.</summary>
internal static class RequestedOptions
{
    /// <summary>The options that were given, by name: text, numbers, true, and lists of text.</summary>
    public static IReadOnlyDictionary<string, object> Of(ContainerOptions options)
    {
        // PowerShell's names have no case.
        var given = new Dictionary<string, object>(StringComparer.OrdinalIgnoreCase);
        foreach (JsonProperty option in JsonSerializer.SerializeToElement(options, ContainerJson.Default.ContainerOptions).EnumerateObject())
        {
            if (ValueOf(option.Value) is { } value) given[$"{char.ToUpperInvariant(option.Name[0])}{option.Name[1..]}"] = value;
        }
        return Readable.Pairs<string, object>(given);
    }

    // False and an empty list count as not requested.
    private static object? ValueOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.True => true,
        JsonValueKind.Number => value.TryGetInt64(out long whole) ? (object)whole : value.GetDouble(),
        JsonValueKind.Array when value.GetArrayLength() > 0 => Readable.List<string>([.. value.EnumerateArray().Select(item => item.ToString())]),
        JsonValueKind.Object when value.EnumerateObject().Any() => Readable.Pairs<string, string>(value.EnumerateObject().ToDictionary(pair => pair.Name, pair => pair.Value.ToString())),
        _ => null,
    };
}
