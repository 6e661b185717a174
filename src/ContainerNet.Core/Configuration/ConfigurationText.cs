using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace ContainerNet.Configuration;

/// <summary>
/// Reads the JSON of a configuration file (RFC 8259), with the line of each key. Comments and commas at an end are errors,
/// as they are to Docker; so is a key that is there twice, of which Docker silently takes the last.
/// </summary>
internal ref struct ConfigurationText
{
    private readonly ReadOnlySpan<byte> _text;
    private readonly string _file;
    private Utf8JsonReader _reader;
    private int _counted;
    private int _line = 1;

    private ConfigurationText(ReadOnlySpan<byte> text, string file)
    {
        _text = text;
        _file = file;
        _reader = new Utf8JsonReader(text);
    }

    /// <summary>The properties of the file's object. A file of nothing but white space has none.</summary>
    /// <param name="text">The file, UTF-8, with or without a byte order mark.</param>
    /// <param name="file">Its name, for messages.</param>
    /// <exception cref="ContainerNetException">It is not the text of one JSON object.</exception>
    public static IReadOnlyList<ConfigurationProperty> Parse(ReadOnlySpan<byte> text, string file)
    {
        if (text.StartsWith(Encoding.UTF8.Preamble)) text = text[Encoding.UTF8.Preamble.Length..];
        if (!Utf8.IsValid(text)) throw ConfigurationErrors.Invalid(file, 1, "the file is not UTF-8 text.");
        return text.Trim(" \t\r\n"u8).IsEmpty ? [] : new ConfigurationText(text, file).ReadFile();
    }

    private IReadOnlyList<ConfigurationProperty> ReadFile()
    {
        try
        {
            _reader.Read();
            ConfigurationValue root = ReadValue();
            if (root.Kind != JsonValueKind.Object) throw ConfigurationErrors.Invalid(_file, root.Line, "the file must contain one JSON object, such as { \"mtu\": 1500 }.");
            // Throws if anything but white space follows.
            _reader.Read();
            return root.Properties;
        }
        catch (JsonException e)
        {
            throw ConfigurationErrors.Invalid(_file, (int)(e.LineNumber ?? 0) + 1, $"the file is not JSON: {WithoutPosition(e.Message)}");
        }
        // Half of a surrogate pair, written as \ud800.
        catch (InvalidOperationException)
        {
            throw ConfigurationErrors.Invalid(_file, LineHere(), "a string contains half of a surrogate pair.");
        }
    }

    private ConfigurationValue ReadValue()
    {
        int start = (int)_reader.TokenStartIndex;
        int line = LineHere();
        ConfigurationValue value = _reader.TokenType switch
        {
            JsonTokenType.StartObject => new ConfigurationValue(JsonValueKind.Object, line) { Properties = ReadProperties() },
            JsonTokenType.StartArray => new ConfigurationValue(JsonValueKind.Array, line) { Items = ReadItems() },
            JsonTokenType.String => new ConfigurationValue(JsonValueKind.String, line) { Text = _reader.GetString()! },
            JsonTokenType.Number => new ConfigurationValue(JsonValueKind.Number, line) { Text = Encoding.UTF8.GetString(_reader.ValueSpan) },
            JsonTokenType.True => new ConfigurationValue(JsonValueKind.True, line),
            JsonTokenType.False => new ConfigurationValue(JsonValueKind.False, line),
            _ => new ConfigurationValue(JsonValueKind.Null, line),
        };
        return value with { Raw = Encoding.UTF8.GetString(_text[start..(int)_reader.BytesConsumed]) };
    }

    private List<ConfigurationProperty> ReadProperties()
    {
        var properties = new List<ConfigurationProperty>();
        var keys = new HashSet<string>();
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndObject)
        {
            string key = _reader.GetString()!;
            int line = LineHere();
            if (!keys.Add(key)) throw ConfigurationErrors.DuplicateKey(_file, line, key);
            _reader.Read();
            properties.Add(new ConfigurationProperty(key, line, ReadValue()));
        }
        return properties;
    }

    private List<ConfigurationValue> ReadItems()
    {
        var items = new List<ConfigurationValue>();
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndArray) items.Add(ReadValue());
        return items;
    }

    // Tokens come in order, so the lines before one are counted on from those before the last.
    private int LineHere()
    {
        int here = (int)_reader.TokenStartIndex;
        _line += _text[_counted..here].Count((byte)'\n');
        _counted = here;
        return _line;
    }

    private static string WithoutPosition(string message)
    {
        int position = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return position < 0 ? message : message[..position];
    }
}
