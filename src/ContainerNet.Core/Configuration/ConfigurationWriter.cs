using System.Buffers;
using System.Collections;
using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ContainerNet.Configuration;

/// <summary>Writes configuration files. Keys that are not changed keep their place, and their values each byte.</summary>
internal static class ConfigurationWriter
{
    private static readonly JsonWriterOptions _options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The file's text after a change.</summary>
    /// <param name="properties">What it has.</param>
    /// <param name="changes">New values by key; null removes the key. New keys are last.</param>
    public static string Write(IReadOnlyList<ConfigurationProperty> properties, IReadOnlyDictionary<string, object?> changes)
    {
        IEnumerable<(string, string)> kept = properties.Where(property => !changes.ContainsKey(property.Key)).Select(property => (property.Key, property.Value.Raw));
        IEnumerable<(string, string)> added = changes.Where(change => change.Value is not null).Select(change => (change.Key, ToJson(change.Value!)));
        IEnumerable<string> lines = InPlace(properties, kept.Concat(added)).Select(line => $"  {ToJson(line.Key)}: {line.Value}");
        string text = string.Join(",\n", lines);
        return text.Length == 0 ? "{}\n" : $"{{\n{text}\n}}\n";
    }

    private static IEnumerable<(string Key, string Value)> InPlace(IReadOnlyList<ConfigurationProperty> properties, IEnumerable<(string Key, string Value)> lines)
    {
        Dictionary<string, int> places = properties.Select((property, index) => (property.Key, index)).ToDictionary();
        return lines.OrderBy(line => places.GetValueOrDefault(line.Key, int.MaxValue));
    }

    private static string ToJson(object value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, _options)) Write(writer, value);
        return Encoding.UTF8.GetString(buffer.WrittenSpan).Replace("\n", "\n  ", StringComparison.Ordinal);
    }

    private static void Write(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case bool flag: writer.WriteBooleanValue(flag); break;
            case int number: writer.WriteNumberValue(number); break;
            case uint number: writer.WriteNumberValue(number); break;
            case string text: writer.WriteStringValue(text); break;
            case AddressPoolDefinition pool: WriteObject(writer, [new("base", pool.Base), new("size", pool.Size)]); break;
            case IDictionary options: WriteObject(writer, options.Keys.Cast<object>().Select(key => new KeyValuePair<string, object?>($"{key}", options[key]))); break;
            case IPAddress or IPNetwork or InterfaceAddress: writer.WriteStringValue(value.ToString()); break;
            case IEnumerable items: WriteArray(writer, items); break;
            default: throw new ArgumentException($"{value?.GetType().Name ?? "null"} is not a value of daemon.json.", nameof(value));
        }
    }

    private static void WriteArray(Utf8JsonWriter writer, IEnumerable items)
    {
        writer.WriteStartArray();
        foreach (object? item in items) Write(writer, item);
        writer.WriteEndArray();
    }

    private static void WriteObject(Utf8JsonWriter writer, IEnumerable<KeyValuePair<string, object?>> properties)
    {
        writer.WriteStartObject();
        foreach ((string key, object? value) in properties)
        {
            writer.WritePropertyName(key);
            Write(writer, value);
        }
        writer.WriteEndObject();
    }
}
