using System.Text.Json;
using System.Text.Json.Serialization;

namespace ContainerNet;

/// <summary>A request to publish ports as text.</summary>
internal sealed class PortPublicationJsonConverter : JsonConverter<PortPublication>
{
    public override PortPublication Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => PortPublication.Parse(reader.GetString() ?? "");

    public override void Write(Utf8JsonWriter writer, PortPublication value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
