using System.Text.Json;
using System.Text.Json.Serialization;

namespace ContainerNet.Tests.Firewall;

/// <summary>Writes a value as its text.</summary>
internal sealed class TextConverter<T>(Func<string, T> parse) : JsonConverter<T>
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => parse(reader.GetString()!);

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue($"{value}");
}
