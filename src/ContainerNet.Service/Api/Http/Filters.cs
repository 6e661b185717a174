using System.Text.Json;
using System.Text.Json.Nodes;

namespace ContainerNet.Service.Api.Http;

/// <summary>The filters of a list: of one kind any has to match, and of all kinds each.</summary>
internal sealed class Filters
{
    private readonly Dictionary<string, string[]> _wanted;

    private Filters(Dictionary<string, string[]> wanted) => _wanted = wanted;

    /// <summary>Reads the text of a query.</summary>
    /// <exception cref="ApiException">It is not what clients send.</exception>
    public static Filters Parse(string? text)
    {
        if (text is null) return new Filters([]);
        try
        {
            return JsonNode.Parse(text) is JsonObject json ? new Filters(json.ToDictionary(pair => pair.Key, pair => Values(pair.Value))) : throw Invalid(text);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw Invalid(text);
        }
    }

    /// <summary>Throws for a filter of a kind that is not among those given.</summary>
    public Filters Allow(params ReadOnlySpan<string> kinds)
    {
        foreach (string kind in _wanted.Keys)
        {
            if (!kinds.Contains(kind)) throw ApiException.BadRequest($"invalid filter '{kind}'");
        }
        return this;
    }

    /// <summary>The values of a kind; none where there is no filter of it.</summary>
    public IReadOnlyList<string> Of(string kind) => _wanted.GetValueOrDefault(kind) ?? [];

    /// <summary>Whether there is no filter of a kind, or one that matches.</summary>
    public bool Match(string kind, Func<string, bool> matches) => Of(kind) is not { Count: > 0 } values || values.Any(matches);

    /// <summary>Whether all labels that are wanted are there: <c>key</c>, or <c>key=value</c>.</summary>
    public bool MatchLabels(IReadOnlyDictionary<string, string> labels) => Of("label").All(wanted => Has(labels, wanted)) && !Of("label!").Any(unwanted => Has(labels, unwanted));

    private static bool Has(IReadOnlyDictionary<string, string> labels, string wanted)
        => wanted.IndexOf('=') is >= 0 and var sign ? labels.GetValueOrDefault(wanted[..sign]) == wanted[(sign + 1)..] : labels.ContainsKey(wanted);

    private static string[] Values(JsonNode? node) => node switch
    {
        JsonArray array => [.. array.Select(item => item!.GetValue<string>())],
        JsonObject json => [.. json.Where(pair => pair.Value!.GetValue<bool>()).Select(pair => pair.Key)],
        _ => throw new JsonException(),
    };

    private static ApiException Invalid(string text) => ApiException.BadRequest($"invalid filter: {text}");
}
