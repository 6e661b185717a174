using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ContainerNet.Service.Api.Http;

/// <summary>Reads what clients send. A value of another kind than the API has is an error that names it.</summary>
internal static class JsonReading
{
    extension(JsonObject json)
    {
        /// <summary>A text; null where there is none or an empty one.</summary>
        public string? Text(string name) => json[name] is { } node ? Read<string>(node, name) is { Length: > 0 } text ? text : null : null;

        /// <summary>IP addresses that are members by these names; those that are missing are left out.</summary>
        public IEnumerable<IPAddress> Addresses(params IEnumerable<string> names) => names.Select(json.Text).OfType<string>().Select(ParseAddress);

        public bool Flag(string name) => json[name] is { } node && Read<bool>(node, name);

        public bool? MaybeFlag(string name) => json[name] is { } node ? Read<bool>(node, name) : null;

        public long Number(string name) => json[name] is { } node ? Read<long>(node, name) : 0;

        public JsonObject? Object(string name) => json[name] switch
        {
            null => null,
            JsonObject value => value,
            _ => throw ApiException.BadRequest($"'{name}' is not an object."),
        };

        /// <summary>A list of texts. Where the API takes a single text too, that is a list of one. Null where nothing is given.</summary>
        public IReadOnlyList<string>? MaybeTexts(string name) => json[name] switch
        {
            null => null,
            JsonArray array => [.. array.Select(item => item is null ? throw ApiException.BadRequest($"'{name}' has an element without a value.") : Read<string>(item, name))],
            { } single => [Read<string>(single, name)],
        };

        public IReadOnlyList<string> Texts(string name) => json.MaybeTexts(name) ?? [];

        /// <summary>An object whose values are texts.</summary>
        public IReadOnlyDictionary<string, string> Pairs(string name)
            => json.Object(name)?.ToDictionary(pair => pair.Key, pair => pair.Value is null ? "" : Read<string>(pair.Value, name)) ?? [];

        /// <summary>The objects of a list.</summary>
        public IEnumerable<JsonObject> Objects(string name) => json[name] switch
        {
            null => [],
            JsonArray array => array.Select(item => item as JsonObject ?? throw ApiException.BadRequest($"'{name}' has an element that is not an object.")),
            _ => throw ApiException.BadRequest($"'{name}' is not a list."),
        };

        /// <summary>Throws when a member that is not among those given has a value other than its kind's default: it would be ignored.</summary>
        public void RefuseOthers(string place, params ReadOnlySpan<string> known)
        {
            foreach ((string name, JsonNode? value) in json)
            {
                if (!known.Contains(name) && !IsDefault(value)) throw ApiException.BadRequest($"{place}.{name} is not supported.");
            }
        }
    }

    /// <summary>Reads an IP address.</summary>
    public static IPAddress ParseAddress(string text) => IPAddress.TryParse(text, out IPAddress? address) ? address : throw ApiException.BadRequest($"invalid IP address: {text}");

    private static bool IsDefault(JsonNode? node) => node switch
    {
        null => true,
        JsonArray array => array.All(IsDefault),
        JsonObject json => json.All(pair => IsDefault(pair.Value)),
        _ => node.GetValueKind() switch
        {
            JsonValueKind.False or JsonValueKind.Null => true,
            JsonValueKind.Number => node.GetValue<double>() is 0 or -1,
            JsonValueKind.String => node.GetValue<string>() is "" or "default" or "private" or "no",
            _ => false,
        },
    };

    private static T Read<T>(JsonNode node, string name)
    {
        try
        {
            return node.GetValue<T>();
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException)
        {
            throw ApiException.BadRequest($"'{name}' is not a {(typeof(T) == typeof(string) ? "string" : typeof(T) == typeof(bool) ? "Boolean" : "number")}.");
        }
    }
}
