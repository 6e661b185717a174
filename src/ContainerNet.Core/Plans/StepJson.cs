using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using ContainerNet.State;

namespace ContainerNet.Plans;

/// <summary>
/// Steps as JSON: an array of objects with one property, which is named for the kind of step and holds it. Each kind is
/// written by its own type alone: System.Text.Json's polymorphism would prepare all of them before it writes the first,
/// which costs a fresh process a tenth of a second.
/// </summary>
/// <param name="kinds">The kinds of steps, each with the name that it has in a journal.</param>
/// <param name="options">How steps are read and written.</param>
internal sealed class StepJson(IReadOnlyList<StepKind> kinds, Func<JsonSerializerContext> options)
{
    // Made where there is something to read, which is seldom.
    private readonly Lazy<JsonSerializerOptions> _reading = new(() => new(options().Options) { TypeInfoResolver = options().WithAddedModifier(RequireMembers) });

    public byte[] Write(IReadOnlyList<Step> steps)
    {
        JsonLine line = JsonLine.Begin();
        line.Write((byte)'[');
        for (int i = 0; i < steps.Count; i++)
        {
            Step step = steps[i];
            StepKind kind = KindOf(step);
            line.Separate();
            line.Write((byte)'{');
            line.Name(kind.Name);
            if (step is IJsonObject own) line.Object(own);
            else line.Write(JsonSerializer.SerializeToUtf8Bytes(step, kind.Info()));
            line.Write((byte)'}');
        }
        line.Write((byte)']');
        return line.ToArray();
    }

    /// <exception cref="JsonException">The text is no list of steps that this version knows.</exception>
    public Step[] Read(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        if (document.RootElement.ValueKind != JsonValueKind.Array) throw new JsonException("The journal has no list of steps.");
        return [.. document.RootElement.EnumerateArray().Select(ReadOne)];
    }

    private Step ReadOne(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object || element.EnumerateObject().Count() != 1) throw new JsonException("A step must be an object with one property.");
        JsonProperty step = element.EnumerateObject().First();
        Type type = kinds.FirstOrDefault(kind => step.NameEquals(kind.Name))?.Type ?? throw new JsonException($"There is no step '{step.Name}'.");
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

    private StepKind KindOf(Step step)
    {
        Type type = step.GetType();
        foreach (StepKind kind in kinds)
        {
            if (kind.Type == type) return kind;
        }
        throw new InvalidOperationException($"{type.Name} is not in the list of steps.");
    }
}

/// <summary>A kind of step.</summary>
/// <param name="Name">Its name in a journal. A later version may read the journal, so a name never changes.</param>
/// <param name="Type">Its type.</param>
/// <param name="Info">How it is read and written, made when it is needed.</param>
internal sealed record StepKind(string Name, Type Type, Func<JsonTypeInfo> Info);
