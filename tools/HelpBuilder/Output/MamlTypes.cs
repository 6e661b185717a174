using System.Xml.Linq;
using ContainerNet.HelpBuilder.Cmdlets;
using ContainerNet.HelpBuilder.Pages;

namespace ContainerNet.HelpBuilder.Output;

/// <summary>INPUTS and OUTPUTS: the page's own entries, or else the assembly's types with the page's words under the last.</summary>
internal static class MamlTypes
{
    public static XElement Inputs(Cmdlet cmdlet, CmdletPage page) => new(
        Maml.Command + "inputTypes",
        Entries(page.Inputs, cmdlet.InputTypes).Select(e => Typed("inputType", e)));

    public static XElement Outputs(Cmdlet cmdlet, CmdletPage page) => new(
        Maml.Command + "returnValues",
        Entries(page.Outputs, cmdlet.OutputTypes).Select(e => Typed("returnValue", e)));

    private static IEnumerable<(string Name, string Text)> Entries(TypeList page, IReadOnlyList<string> types)
    {
        if (page.Entries.Count > 0)
            return page.Entries.Select(e => (e.Name, e.Text));
        IReadOnlyList<string> names = types.Count > 0 ? types : [MemberTypes.None];
        return names.Select((name, i) => (name, i == names.Count - 1 ? page.Text : ""));
    }

    private static XElement Typed(string element, (string Name, string Text) entry) =>
        new(Maml.Command + element, Maml.Type(entry.Name), Maml.Description(entry.Text));
}
