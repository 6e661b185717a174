using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace ContainerNet.Tests.Host.Fields;

/// <summary>
/// Compares every field that <c>ip -j -d</c> prints of an object with ours. A field that has no counterpart in the table is a
/// failure, so that a new iproute2 cannot show what we do not.
/// </summary>
internal sealed class FieldComparison<T>
{
    private readonly Dictionary<string, Func<T, object?>> _fields = [];
    private readonly HashSet<string> _clocks = [];
    private readonly HashSet<string> _excluded = [];

    /// <summary>A field by its path, with what it is of ours.</summary>
    public FieldComparison<T> Field(string path, Func<T, object?> ours)
    {
        _fields.Add(path, ours);
        return this;
    }

    /// <summary>A field that counts seconds: read at two times it may differ by some.</summary>
    public FieldComparison<T> Clock(string path, Func<T, object?> ours)
    {
        _clocks.Add(path);
        return Field(path, ours);
    }

    /// <summary>Fields that are left out, with the reason.</summary>
    public FieldComparison<T> Without(string reason, params string[] paths)
    {
        Assert.NotEmpty(reason);
        _excluded.UnionWith(paths);
        return this;
    }

    /// <summary>What differs, each in one line; empty when all is the same.</summary>
    public IEnumerable<string> Differences(JsonObject theirs, T ours)
    {
        foreach ((string path, string value) in Flatten(theirs, ""))
        {
            if (_excluded.Contains(path)) continue;
            if (!_fields.TryGetValue(path, out Func<T, object?>? field))
            {
                yield return $"{ours}: ip prints {path}={value}, which has no counterpart";
                continue;
            }
            string mine = Text(field(ours));
            if (mine != value && !(_clocks.Contains(path) && AreClose(mine, value))) yield return $"{ours}: {path} is {value} for ip and {mine} here";
        }
    }

    private static bool AreClose(string mine, string value)
        => long.TryParse(mine, CultureInfo.InvariantCulture, out long left) && long.TryParse(value, CultureInfo.InvariantCulture, out long right) && Math.Abs(left - right) <= 5;

    // Objects become paths; a list of plain values, and what is deeper in lists, becomes one text.
    private static IEnumerable<(string Path, string Value)> Flatten(JsonObject item, string prefix)
    {
        foreach ((string name, JsonNode? value) in item)
        {
            if (value is JsonObject inner)
            {
                foreach ((string, string) field in Flatten(inner, $"{prefix}{name}.")) yield return field;
            }
            else if (value is JsonArray list && name == "metrics")
            {
                foreach ((string, string) field in list.SelectMany(entry => Flatten(entry!.AsObject(), $"{prefix}{name}."))) yield return field;
            }
            else yield return (prefix + name, value is JsonArray array ? string.Join(", ", array.Select(Plain)) : Plain(value));
        }
    }

    private static string Plain(JsonNode? value) => value switch
    {
        null => "null",
        JsonObject inner => string.Join(' ', Flatten(inner, "").Select(field => $"{field.Path}={field.Value}")),
        _ when value.GetValueKind() == JsonValueKind.String => value.GetValue<string>(),
        _ => value.ToJsonString(),
    };

    private static string Text(object? value) => value switch
    {
        null => "null",
        bool flag => flag ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        IEnumerable<string> list => string.Join(", ", list),
        _ => value.ToString()!,
    };
}
