using System.Xml.Linq;
using ContainerNet.HelpBuilder.Cmdlets;
using ContainerNet.HelpBuilder.Pages;

namespace ContainerNet.HelpBuilder.Output;

/// <summary>The parameters twice, as MAML wants them: in syntax lines, a line a set, and each in detail.</summary>
internal static class MamlParameters
{
    public static XElement Syntax(Cmdlet cmdlet, CmdletPage page) => new(
        Maml.Command + "syntax",
        cmdlet.ParameterSets.Select(set => new XElement(
            Maml.Command + "syntaxItem",
            new XElement(Maml.Text + "name", cmdlet.Name),
            InSyntaxOrder(cmdlet.Parameters, set).Select(p => InSyntax(p.Parameter, p.Binding, page)))));

    public static XElement Details(Cmdlet cmdlet, CmdletPage page) => new(
        Maml.Command + "parameters",
        cmdlet.Parameters
            .OrderBy(p => p.StockDescription is not null)
            .ThenBy(p => p.Name, StringComparer.Ordinal)
            .Select(p => InDetail(p, LeadingBinding(p, cmdlet.ParameterSets), page)));

    /// <summary>PowerShell's order: by position, then what must be named, then the rest as declared.</summary>
    private static IEnumerable<(Parameter Parameter, Binding Binding)> InSyntaxOrder(IEnumerable<Parameter> parameters, string set) =>
        parameters
            .Select(p => (Parameter: p, Binding: p.BindingIn(set)!))
            .Where(p => p.Binding is not null)
            .OrderBy(p => p.Binding.Position ?? int.MaxValue)
            .ThenBy(p => !p.Binding.IsMandatory);

    /// <summary>A parameter has one entry however many sets it is in; the entry tells of the first, the syntax of all.</summary>
    private static Binding LeadingBinding(Parameter parameter, IEnumerable<string> sets) =>
        sets.Select(parameter.BindingIn).First(b => b is not null)!;

    private static XElement InSyntax(Parameter parameter, Binding binding, CmdletPage page) =>
        Element(parameter, binding, page, parameter switch
        {
            { IsSwitch: true } => null,
            { AcceptedValues.Count: > 0 } => new XElement(
                Maml.Command + "parameterValueGroup", parameter.AcceptedValues.Select(v => Value(v, true))),
            _ => Value(parameter.TypeName, true),
        });

    private static XElement InDetail(Parameter parameter, Binding binding, CmdletPage page) =>
        Element(parameter, binding, page, Value(parameter.TypeName, !parameter.IsSwitch));

    private static XElement Element(Parameter parameter, Binding binding, CmdletPage page, XElement? value) => new(
        Maml.Command + "parameter",
        new XAttribute("required", binding.IsMandatory ? "true" : "false"),
        new XAttribute("variableLength", "true"),
        new XAttribute("globbing", parameter.AcceptsWildcards ? "true" : "false"),
        new XAttribute("pipelineInput", PipelineInput(parameter)),
        new XAttribute("position", binding.Position?.ToString() ?? "named"),
        new XAttribute("aliases", parameter.Aliases.Count == 0 ? "none" : string.Join(", ", parameter.Aliases)),
        new XElement(Maml.Text + "name", parameter.Name),
        Maml.Description(Description(parameter, page)),
        value,
        Maml.Type(parameter.TypeName),
        new XElement(Maml.Dev + "defaultValue", parameter.DefaultValue ?? (parameter.IsSwitch ? "False" : "None")));

    private static XElement Value(string text, bool required) => new(
        Maml.Command + "parameterValue",
        new XAttribute("required", required ? "true" : "false"),
        new XAttribute("variableLength", "false"),
        text);

    private static string PipelineInput(Parameter parameter)
    {
        List<string> ways = [];
        if (parameter.Bindings.Any(b => b.ByValue))
            ways.Add("ByValue");
        if (parameter.Bindings.Any(b => b.ByPropertyName))
            ways.Add("ByPropertyName");
        return ways.Count == 0 ? "False" : $"True ({string.Join(", ", ways)})";
    }

    private static string Description(Parameter parameter, CmdletPage page)
    {
        string text = page.Parameters.FirstOrDefault(p => p.Name.Equals(parameter.Name, StringComparison.OrdinalIgnoreCase))?.Text
            ?? PlainText.Of(parameter.StockDescription ?? "");
        return parameter.AcceptedValues.Count == 0 ? text : text + "\n\n" + PlainText.Of($"Accepted values: {string.Join(", ", parameter.AcceptedValues)}");
    }
}
