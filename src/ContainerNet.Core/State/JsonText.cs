using System.Buffers;
using System.Collections;
using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace ContainerNet.State;

/// <summary>
/// Writes what JsonSerializer writes, of the same types by the same metadata, in a few short methods. The serializer's own way
/// leads through so much code that a process which writes seldom spends most of that time on fetching it into the
/// processor's caches. Whatever these methods do not know is left to it.
/// </summary>
internal sealed class JsonText
{
    private static readonly ConcurrentDictionary<JsonTypeInfo, JsonText> _all = [];

    // A thread's own, from one text to the next.
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    [ThreadStatic]
    private static Utf8JsonWriter? _writer, _indented;

    // Whose converters write what ToString says.
    private static readonly Type[] _texts = [typeof(IPAddress), typeof(IPNetwork), typeof(MacAddress), typeof(InterfaceAddress), typeof(NamespaceReference)];

    private readonly JsonTypeInfo _type;
    private readonly Property[]? _properties;
    private readonly Derived[] _derived = [];
    private readonly JsonText? _element;
    private readonly bool _isText;
    private readonly ConcurrentDictionary<object, byte[]>? _names;

    private JsonText(JsonTypeInfo type)
    {
        _type = type;
        // Where nulls are written too, the serializer does all of it.
        if (type.Options.DefaultIgnoreCondition != JsonIgnoreCondition.WhenWritingNull) return;
        _isText = _texts.Contains(type.Type);
        if (type.Type.IsEnum) _names = [];
        if (type.Kind == JsonTypeInfoKind.Enumerable && type.ElementType is { } element) _element = Of(type.Options.GetTypeInfo(element));
        if (type is { Kind: JsonTypeInfoKind.Object, PolymorphismOptions: { } options })
            _derived = [.. options.DerivedTypes.Select(derived => new Derived(derived.DerivedType, options.TypeDiscriminatorPropertyName, (string)derived.TypeDiscriminator!, type.Options))];
        else if (type.Kind == JsonTypeInfoKind.Object)
            _properties = [.. type.Properties.Where(IsWritten).Select(property => new Property(property))];
    }

    /// <summary>The text of an object, as bytes.</summary>
    public static byte[] Of(object value, JsonTypeInfo type) => Of(writer => Write(writer, value, type), type.Options.WriteIndented);

    /// <summary>What is written, as bytes.</summary>
    public static byte[] Of(Action<Utf8JsonWriter> write, bool indented = false)
    {
        ArrayBufferWriter<byte> buffer = _buffer ??= new ArrayBufferWriter<byte>(1024);
        buffer.ResetWrittenCount();
        Utf8JsonWriter writer = indented ? _indented ??= NewWriter(indented) : _writer ??= NewWriter(indented);
        writer.Reset(buffer);
        write(writer);
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Writes an object.</summary>
    public static void Write(Utf8JsonWriter writer, object value, JsonTypeInfo type) => Of(type).Write(writer, value);

    private static Utf8JsonWriter NewWriter(bool indented) => new(Stream.Null, new JsonWriterOptions { Indented = indented, SkipValidation = true });

    private static JsonText Of(JsonTypeInfo type) => _all.GetOrAdd(type, static type => new JsonText(type));

    // What is ignored has no getter here.
    private static bool IsWritten(JsonPropertyInfo property) => property.Get is not null && (property.Set is not null || !property.Options.IgnoreReadOnlyProperties);

    private void Write(Utf8JsonWriter writer, object value)
    {
        if (_isText) writer.WriteStringValue(value.ToString());
        else if (_properties is not null) WriteObject(writer, value, _properties, null);
        else if (_element is not null) WriteList(writer, (IEnumerable)value, _element);
        else if (_names is not null) writer.WriteRawValue(_names.GetOrAdd(value, static (value, type) => JsonSerializer.SerializeToUtf8Bytes(value, type), _type), skipInputValidation: true);
        else if (Array.Find(_derived, derived => derived.Type == value.GetType()) is { } actual) WriteObject(writer, value, actual.Text._properties!, actual);
        else WriteValue(writer, value);
    }

    private static void WriteObject(Utf8JsonWriter writer, object value, Property[] properties, Derived? actual)
    {
        writer.WriteStartObject();
        if (actual is not null) writer.WriteString(actual.Discriminator, actual.Name);
        foreach (Property property in properties)
        {
            if (property.Get(value) is not { } inner) continue;
            writer.WritePropertyName(property.Name);
            property.Text.Write(writer, inner);
        }
        writer.WriteEndObject();
    }

    private static void WriteList(Utf8JsonWriter writer, IEnumerable items, JsonText element)
    {
        writer.WriteStartArray();
        foreach (object? item in items)
        {
            if (item is null) writer.WriteNullValue();
            else element.Write(writer, item);
        }
        writer.WriteEndArray();
    }

    private void WriteValue(Utf8JsonWriter writer, object value)
    {
        switch (value)
        {
            case string text: writer.WriteStringValue(text); break;
            case bool flag: writer.WriteBooleanValue(flag); break;
            case int number: writer.WriteNumberValue(number); break;
            case uint number: writer.WriteNumberValue(number); break;
            case ushort number: writer.WriteNumberValue(number); break;
            case ulong number: writer.WriteNumberValue(number); break;
            case DateTimeOffset time: writer.WriteStringValue(time); break;
            default: JsonSerializer.Serialize(writer, value, _type); break;
        }
    }

    private sealed class Property(JsonPropertyInfo property)
    {
        // A nullable value arrives as the value.
        private readonly Type _type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        private JsonText? _text;

        public JsonEncodedText Name { get; } = JsonEncodedText.Encode(property.Name);

        public Func<object, object?> Get { get; } = property.Get!;

        // Found when there is something to write: a type may have itself within.
        public JsonText Text => _text ??= Of(property.Options.GetTypeInfo(_type));
    }

    private sealed class Derived(Type type, string discriminator, string name, JsonSerializerOptions options)
    {
        private JsonText? _text;

        public Type Type => type;

        public JsonEncodedText Discriminator { get; } = JsonEncodedText.Encode(discriminator);

        public JsonEncodedText Name { get; } = JsonEncodedText.Encode(name);

        public JsonText Text => _text ??= Of(options.GetTypeInfo(type));
    }
}
