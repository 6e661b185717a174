using System.Reflection;

namespace ContainerNet.HelpBuilder.Cmdlets;

/// <summary>The types a cmdlet takes from the pipeline and writes to it.</summary>
internal static class MemberTypes
{
    public const string None = "None";

    /// <summary>Types bound by value; one element each, because the pipeline unrolls arrays.</summary>
    public static IReadOnlyList<string> Inputs(IEnumerable<PropertyInfo> properties)
    {
        List<PropertyInfo> list = [.. properties];
        string[] byValue = [.. Binding(list, "ValueFromPipeline").Select(p => TypeNames.Full(TypeNames.ElementOf(p.PropertyType))).Distinct()];
        if (byValue is [] && Binding(list, "ValueFromPipelineByPropertyName").Any())
            return ["System.Management.Automation.PSObject"];
        return byValue;
    }

    public static IReadOnlyList<string> Outputs(Type cmdlet) =>
        [.. cmdlet.Attributes("OutputType").SelectMany(a => a.Arguments())
            .Select(a => a is Type type ? TypeNames.Full(type) : a as string)
            .OfType<string>()
            .Distinct()];

    private static IEnumerable<PropertyInfo> Binding(IEnumerable<PropertyInfo> properties, string how) =>
        properties.Where(p => p.Attributes("Parameter").Any(a => a.Named<bool>(how)));
}
