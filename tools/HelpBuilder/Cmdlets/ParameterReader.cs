using System.Reflection;

namespace ContainerNet.HelpBuilder.Cmdlets;

/// <summary>Reads one parameter property.</summary>
internal static class ParameterReader
{
    public static Parameter Read(PropertyInfo property) =>
        new(property.Name, TypeNames.Short(property.PropertyType), [.. property.Attributes("Parameter").Select(ReadBinding)])
        {
            Aliases = Strings(property, "Alias"),
            AcceptedValues = AcceptedValues(property),
            AcceptsWildcards = property.Attribute("SupportsWildcards") is not null,
            DefaultValue = DefaultValue(property),
        };

    private static Binding ReadBinding(CustomAttributeData attribute)
    {
        int position = attribute.Named("Position", int.MinValue);
        return new Binding(
            attribute.Named<string>("ParameterSetName") ?? Binding.EverySet,
            attribute.Named<bool>("Mandatory"),
            position < 0 ? null : position,
            attribute.Named<bool>("ValueFromPipeline"),
            attribute.Named<bool>("ValueFromPipelineByPropertyName"));
    }

    private static string[] AcceptedValues(PropertyInfo property)
    {
        if (Strings(property, "ValidateSet") is { Length: > 0 } values)
            return values;
        Type type = TypeNames.ElementOf(property.PropertyType);
        return type.IsEnum ? [.. type.GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => f.Name)] : [];
    }

    /// <summary>An initializer is code, which metadata does not show; [PSDefaultValue] is how PowerShell says it in metadata.</summary>
    private static string? DefaultValue(PropertyInfo property) =>
        property.Attribute("PSDefaultValue") is { } attribute
            ? attribute.Named<string>("Help") ?? attribute.Named<object>("Value")?.ToString()
            : null;

    private static string[] Strings(PropertyInfo property, string attribute) =>
        [.. property.Attribute(attribute)?.Arguments().OfType<string>() ?? []];
}
