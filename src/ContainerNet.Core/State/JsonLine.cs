using System.Globalization;
using System.Net;
using System.Text.Json;

namespace ContainerNet.State;

/// <summary>What writes its own members.</summary>
internal interface IJsonObject
{
    /// <summary>Writes the members, as JsonSerializer would.</summary>
    void WriteMembers(JsonLine line);
}

/// <summary>
/// Puts together JSON as JsonSerializer writes it, in camel case, without nulls and without white space. The serializer's own way
/// leads through so much code that a process which writes seldom spends most of that time on fetching it into the processor's
/// caches. So what the journal and the logs hold of a network or an endpoint is written here; the rest, and all reading, is
/// the serializer's.
/// </summary>
internal sealed class JsonLine
{
    private const int LongestValue = 64;

    // A thread's own, from one text to the next.
    [ThreadStatic]
    private static JsonLine? _own;

    private byte[] _bytes = new byte[1024];
    private int _length;

    /// <summary>An empty text; the one that this thread began before is over.</summary>
    public static JsonLine Begin()
    {
        JsonLine line = _own ??= new JsonLine();
        line._length = 0;
        return line;
    }

    /// <summary>The text so far.</summary>
    public byte[] ToArray() => _bytes.AsSpan(0, _length).ToArray();

    /// <summary>A character of JSON's own.</summary>
    public void Write(byte character)
    {
        Room(1)[0] = character;
        _length++;
    }

    /// <summary>Existing JSON.</summary>
    public void Write(ReadOnlySpan<byte> json)
    {
        json.CopyTo(Room(json.Length));
        _length += json.Length;
    }

    /// <summary>What stands before a value in a list, or before a member: a comma, unless it is the first.</summary>
    public void Separate()
    {
        if (_length > 0 && _bytes[_length - 1] is not ((byte)'[' or (byte)'{')) Write((byte)',');
    }

    /// <summary>An object.</summary>
    public void Object(IJsonObject value)
    {
        Write((byte)'{');
        value.WriteMembers(this);
        Write((byte)'}');
    }

    /// <summary>A member's name; what is written next is its value.</summary>
    public void Name(ReadOnlySpan<byte> name)
    {
        Separate();
        Write((byte)'"');
        Write(name);
        Write("\":"u8);
    }

    /// <inheritdoc cref="Name(ReadOnlySpan{byte})"/>
    public void Name(string name)
    {
        Separate();
        Text(name);
        Write((byte)':');
    }

    public void Member(ReadOnlySpan<byte> name, IJsonObject? value)
    {
        if (value is null) return;
        Name(name);
        Object(value);
    }

    public void Member(ReadOnlySpan<byte> name, string? value)
    {
        if (value is null) return;
        Name(name);
        Text(value);
    }

    public void Member(ReadOnlySpan<byte> name, bool value)
    {
        Name(name);
        Write(value ? "true"u8 : "false"u8);
    }

    public void Member(ReadOnlySpan<byte> name, ulong? value)
    {
        if (value is not { } number) return;
        Name(name);
        number.TryFormat(Room(LongestValue), out int length, default, CultureInfo.InvariantCulture);
        _length += length;
    }

    public void Member(ReadOnlySpan<byte> name, DateTimeOffset value)
    {
        Name(name);
        Write((byte)'"');
        // The round-trip format. Of its fraction the serializer leaves out the zeros at the end.
        const int point = 19, zone = 27;
        Span<byte> text = stackalloc byte[LongestValue];
        value.TryFormat(text, out int length, "O", CultureInfo.InvariantCulture);
        int fraction = text[point..zone].TrimEnd((byte)'0').Length;
        Write(text[..(fraction == 1 ? point : point + fraction)]);
        Write(text[zone..length]);
        Write((byte)'"');
    }

    public void Member(ReadOnlySpan<byte> name, IPAddress? value)
    {
        if (value is null) return;
        Name(name);
        Address(value);
    }

    public void Member(ReadOnlySpan<byte> name, IPNetwork? value)
    {
        if (value is not { } network) return;
        Name(name);
        Write((byte)'"');
        network.TryFormat(Room(LongestValue), out int length);
        _length += length;
        Write((byte)'"');
    }

    public void Member(ReadOnlySpan<byte> name, IReadOnlyList<IJsonObject> values) => List(name, values, Object);

    public void Member(ReadOnlySpan<byte> name, IReadOnlyList<string> values) => List(name, values, Text);

    public void Member(ReadOnlySpan<byte> name, IReadOnlyList<IPAddress> values) => List(name, values, Address);

    public void Member(ReadOnlySpan<byte> name, IReadOnlyDictionary<string, string>? values) => Map(name, values, Text);

    public void Member(ReadOnlySpan<byte> name, IReadOnlyDictionary<string, IPAddress>? values) => Map(name, values, Address);

    private void Map<T>(ReadOnlySpan<byte> name, IReadOnlyDictionary<string, T>? values, Action<T> write) where T : class
    {
        if (values is null) return;
        Name(name);
        Write((byte)'{');
        foreach ((string key, T value) in values)
        {
            Name(key);
            write(value);
        }
        Write((byte)'}');
    }

    private void List<T>(ReadOnlySpan<byte> name, IReadOnlyList<T> values, Action<T> write) where T : class
    {
        Name(name);
        Write((byte)'[');
        for (int i = 0; i < values.Count; i++)
        {
            Separate();
            write(values[i]);
        }
        Write((byte)']');
    }

    private void Address(IPAddress value)
    {
        Write((byte)'"');
        value.TryFormat(Room(LongestValue), out int length);
        _length += length;
        Write((byte)'"');
    }

    private void Text(string value)
    {
        Write((byte)'"');
        Span<byte> room = Room(value.Length);
        for (int i = 0; i < value.Length; i++)
        {
            if (!IsPlain(value[i]))
            {
                Write(JsonEncodedText.Encode(value).EncodedUtf8Bytes);
                Write((byte)'"');
                return;
            }
            room[i] = (byte)value[i];
        }
        _length += value.Length;
        Write((byte)'"');
    }

    // The characters that the serializer does not escape (JavaScriptEncoder.Default).
    private static bool IsPlain(char c) => c is >= ' ' and <= '~' and not ('"' or '&' or '\'' or '+' or '<' or '>' or '\\' or '`');

    private Span<byte> Room(int length)
    {
        if (_length + length > _bytes.Length) Array.Resize(ref _bytes, Math.Max(_length + length, 2 * _bytes.Length));
        return _bytes.AsSpan(_length);
    }
}
