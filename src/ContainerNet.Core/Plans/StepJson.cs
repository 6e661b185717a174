using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;
using ContainerNet.Plans.Steps;
using ContainerNet.State;

namespace ContainerNet.Plans;

/// <summary>
/// Steps as JSON: an array of objects with one property, which is named for the kind of step and holds it. Each kind is
/// written by its own type alone: System.Text.Json's polymorphism would prepare all of them before it writes the first,
/// which costs a fresh process a tenth of a second.
/// </summary>
internal static class StepJson
{
    // A name is for ever: a journal may be read by a later version than wrote it.
    private static readonly (string Name, Type Type)[] _kinds =
    [
        ("createNamespace", typeof(CreateNamespace)),
        ("deleteNamespace", typeof(DeleteNamespace)),
        ("createLink", typeof(CreateLink)),
        ("deleteLink", typeof(DeleteLink)),
        ("deleteLinks", typeof(DeleteLinks)),
        ("changeLink", typeof(ChangeLink)),
        ("addAddress", typeof(AddAddress)),
        ("removeAddress", typeof(RemoveAddress)),
        ("addRoute", typeof(AddRoute)),
        ("removeRoute", typeof(RemoveRoute)),
        ("addNeighbor", typeof(AddNeighbor)),
        ("removeNeighbor", typeof(RemoveNeighbor)),
        ("setSysctl", typeof(SetSysctl)),
        ("setSysctls", typeof(SetSysctls)),
        ("changeFirewall", typeof(ChangeFirewall)),
        ("saveNetwork", typeof(SaveNetwork)),
        ("forgetNetwork", typeof(ForgetNetwork)),
        ("saveEndpoint", typeof(SaveEndpoint)),
        ("forgetEndpoint", typeof(ForgetEndpoint)),
        ("restoreEndpoint", typeof(RestoreEndpoint)),
        ("savePorts", typeof(SavePorts)),
        ("saveHostAddresses", typeof(SaveHostAddresses)),
        ("rebuildFirewall", typeof(RebuildFirewall)),
        ("setBridgePort", typeof(SetBridgePort)),
        ("createMacvlan", typeof(CreateMacvlan)),
        ("writeConfiguration", typeof(WriteConfiguration)),
        ("publishNames", typeof(PublishNames)),
    ];

    public static byte[] Write(IReadOnlyList<Step> steps)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartArray();
            foreach (Step step in steps)
            {
                writer.WriteStartObject();
                writer.WritePropertyName(NameOf(step));
                JsonSerializer.Serialize(writer, step, PlanJson.Default.GetTypeInfo(step.GetType())!);
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
        }
        return buffer.WrittenSpan.ToArray();
    }

    /// <exception cref="JsonException">The text is no list of steps that this version knows.</exception>
    public static Step[] Read(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        if (document.RootElement.ValueKind != JsonValueKind.Array) throw new JsonException("There are no steps.");
        return [.. document.RootElement.EnumerateArray().Select(ReadOne)];
    }

    private static Step ReadOne(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object || element.EnumerateObject().Count() != 1) throw new JsonException("A step is an object of one property.");
        JsonProperty step = element.EnumerateObject().First();
        Type type = Array.Find(_kinds, kind => step.NameEquals(kind.Name)).Type ?? throw new JsonException($"There is no step '{step.Name}'.");
        return (Step?)step.Value.Deserialize(PlanJson.Default.GetTypeInfo(type)!) ?? throw new JsonException("A step is missing.");
    }

    private static string NameOf(Step step)
        => Array.Find(_kinds, kind => kind.Type == step.GetType()).Name ?? throw new InvalidOperationException($"{step.GetType().Name} is not in the list of steps.");
}

// What can only be read, a step's command above all, follows from the rest.
[JsonSourceGenerationOptions(
    Converters = [typeof(IPAddressJsonConverter), typeof(IPNetworkJsonConverter)],
    IgnoreReadOnlyProperties = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CreateNamespace))]
[JsonSerializable(typeof(DeleteNamespace))]
[JsonSerializable(typeof(CreateLink))]
[JsonSerializable(typeof(DeleteLink))]
[JsonSerializable(typeof(DeleteLinks))]
[JsonSerializable(typeof(ChangeLink))]
[JsonSerializable(typeof(AddAddress))]
[JsonSerializable(typeof(RemoveAddress))]
[JsonSerializable(typeof(AddRoute))]
[JsonSerializable(typeof(RemoveRoute))]
[JsonSerializable(typeof(AddNeighbor))]
[JsonSerializable(typeof(RemoveNeighbor))]
[JsonSerializable(typeof(SetSysctl))]
[JsonSerializable(typeof(SetSysctls))]
[JsonSerializable(typeof(ChangeFirewall))]
[JsonSerializable(typeof(SaveNetwork))]
[JsonSerializable(typeof(ForgetNetwork))]
[JsonSerializable(typeof(SaveEndpoint))]
[JsonSerializable(typeof(ForgetEndpoint))]
[JsonSerializable(typeof(RestoreEndpoint))]
[JsonSerializable(typeof(SavePorts))]
[JsonSerializable(typeof(SaveHostAddresses))]
[JsonSerializable(typeof(RebuildFirewall))]
[JsonSerializable(typeof(SetBridgePort))]
[JsonSerializable(typeof(CreateMacvlan))]
[JsonSerializable(typeof(WriteConfiguration))]
[JsonSerializable(typeof(PublishNames))]
internal sealed partial class PlanJson : JsonSerializerContext;
