using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
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
    private static readonly (string Name, Type Type, Func<JsonTypeInfo> Info)[] _kinds =
    [
        ("createNamespace", typeof(CreateNamespace), static () => PlanJson.Default.CreateNamespace),
        ("deleteNamespace", typeof(DeleteNamespace), static () => PlanJson.Default.DeleteNamespace),
        ("createLink", typeof(CreateLink), static () => PlanJson.Default.CreateLink),
        ("deleteLink", typeof(DeleteLink), static () => PlanJson.Default.DeleteLink),
        ("deleteLinks", typeof(DeleteLinks), static () => PlanJson.Default.DeleteLinks),
        ("changeLink", typeof(ChangeLink), static () => PlanJson.Default.ChangeLink),
        ("addAddress", typeof(AddAddress), static () => PlanJson.Default.AddAddress),
        ("removeAddress", typeof(RemoveAddress), static () => PlanJson.Default.RemoveAddress),
        ("addRoute", typeof(AddRoute), static () => PlanJson.Default.AddRoute),
        ("removeRoute", typeof(RemoveRoute), static () => PlanJson.Default.RemoveRoute),
        ("addNeighbor", typeof(AddNeighbor), static () => PlanJson.Default.AddNeighbor),
        ("removeNeighbor", typeof(RemoveNeighbor), static () => PlanJson.Default.RemoveNeighbor),
        ("setSysctl", typeof(SetSysctl), static () => PlanJson.Default.SetSysctl),
        ("setSysctls", typeof(SetSysctls), static () => PlanJson.Default.SetSysctls),
        ("changeFirewall", typeof(ChangeFirewall), static () => PlanJson.Default.ChangeFirewall),
        ("saveNetwork", typeof(SaveNetwork), static () => PlanJson.Default.SaveNetwork),
        ("forgetNetwork", typeof(ForgetNetwork), static () => PlanJson.Default.ForgetNetwork),
        ("saveEndpoint", typeof(SaveEndpoint), static () => PlanJson.Default.SaveEndpoint),
        ("forgetEndpoint", typeof(ForgetEndpoint), static () => PlanJson.Default.ForgetEndpoint),
        ("restoreEndpoint", typeof(RestoreEndpoint), static () => PlanJson.Default.RestoreEndpoint),
        ("savePorts", typeof(SavePorts), static () => PlanJson.Default.SavePorts),
        ("saveHostAddresses", typeof(SaveHostAddresses), static () => PlanJson.Default.SaveHostAddresses),
        ("rebuildFirewall", typeof(RebuildFirewall), static () => PlanJson.Default.RebuildFirewall),
        ("setBridgePort", typeof(SetBridgePort), static () => PlanJson.Default.SetBridgePort),
        ("createMacvlan", typeof(CreateMacvlan), static () => PlanJson.Default.CreateMacvlan),
        ("writeConfiguration", typeof(WriteConfiguration), static () => PlanJson.Default.WriteConfiguration),
        ("publishNames", typeof(PublishNames), static () => PlanJson.Default.PublishNames),
    ];

    // Made where there is something to read, which is seldom.
    private static readonly Lazy<JsonSerializerOptions> _reading = new(static () => new(PlanJson.Default.Options) { TypeInfoResolver = PlanJson.Default.WithAddedModifier(RequireMembers) });

    public static byte[] Write(IReadOnlyList<Step> steps)
    {
        JsonLine line = JsonLine.Begin();
        line.Write((byte)'[');
        for (int i = 0; i < steps.Count; i++)
        {
            Step step = steps[i];
            (string name, Func<JsonTypeInfo> info) = KindOf(step);
            line.Separate();
            line.Write((byte)'{');
            line.Name(name);
            if (step is IJsonObject own) line.Object(own);
            else line.Write(JsonSerializer.SerializeToUtf8Bytes(step, info()));
            line.Write((byte)'}');
        }
        line.Write((byte)']');
        return line.ToArray();
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
        return (Step?)step.Value.Deserialize(_reading.Value.GetTypeInfo(type)) ?? throw new JsonException("A step is missing.");
    }

    // What is left out was null, so what cannot be null must be there.
    private static void RequireMembers(JsonTypeInfo type)
    {
        foreach (JsonPropertyInfo property in type.Properties)
        {
            if (property.AssociatedParameter is { IsNullable: false, HasDefaultValue: false }) property.IsRequired = true;
        }
    }

    private static (string Name, Func<JsonTypeInfo> Info) KindOf(Step step)
    {
        Type type = step.GetType();
        foreach ((string name, Type kind, Func<JsonTypeInfo> info) in _kinds)
        {
            if (kind == type) return (name, info);
        }
        throw new InvalidOperationException($"{type.Name} is not in the list of steps.");
    }
}

// What can only be read, a step's command above all, follows from the rest.
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    Converters = [typeof(IPAddressJsonConverter), typeof(IPNetworkJsonConverter)],
    IgnoreReadOnlyProperties = true,
    RespectNullableAnnotations = true,
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
