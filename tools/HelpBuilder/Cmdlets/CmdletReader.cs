using System.Reflection;

namespace ContainerNet.HelpBuilder.Cmdlets;

/// <summary>Reads one cmdlet class.</summary>
internal static class CmdletReader
{
    /// <summary>The cmdlet, or null when PowerShell would not import this class as one either.</summary>
    public static Cmdlet? TryRead(Type type)
    {
        if (!type.IsVisible || type.IsAbstract || type.Attribute("Cmdlet") is not { } cmdlet)
            return null;

        List<PropertyInfo> properties = Properties(type);
        List<Parameter> parameters = [.. properties.Select(ParameterReader.Read)];
        if (cmdlet.Named<bool>("SupportsShouldProcess"))
            parameters.AddRange(ShouldProcessParameters.All);

        string[] name = [.. cmdlet.Arguments().OfType<string>()];
        return new Cmdlet(
            name[0],
            name[1],
            cmdlet.Named<string>("HelpUri"),
            ParameterSets(parameters, cmdlet.Named<string>("DefaultParameterSetName")),
            parameters,
            MemberTypes.Inputs(properties),
            MemberTypes.Outputs(type));
    }

    /// <summary>An inherited property comes after the class's own, and not at all when the class redeclares it.</summary>
    private static List<PropertyInfo> Properties(Type type) =>
        [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .DistinctBy(p => p.Name)
            .Where(p => p.Attributes("Parameter").Any(a => !a.Named<bool>("DontShow")))];

    /// <summary>The default set leads, as in PowerShell's own syntax, even if no parameter names it.</summary>
    private static string[] ParameterSets(List<Parameter> parameters, string? defaultSet)
    {
        IEnumerable<string> named = parameters.SelectMany(p => p.Bindings).Select(b => b.ParameterSet)
            .Where(s => s != Binding.EverySet);
        string[] sets = [.. (defaultSet is null ? named : named.Prepend(defaultSet)).Distinct()];
        return sets is [] ? [Binding.EverySet] : sets;
    }
}
