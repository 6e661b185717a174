using System.Xml;
using System.Xml.Linq;
using ContainerNet.HelpBuilder.Cmdlets;
using ContainerNet.HelpBuilder.Pages;

namespace ContainerNet.HelpBuilder.Output;

/// <summary>Writes the help of all cmdlets into the one file that PowerShell looks for beside their assembly.</summary>
internal static class MamlDocument
{
    public static void Write(IEnumerable<(Cmdlet Cmdlet, CmdletPage Page)> cmdlets, string path)
    {
        XElement root = new(
            Maml.Root + "helpItems",
            new XAttribute("schema", "maml"),
            cmdlets.Select(c => Command(c.Cmdlet, c.Page)));
        using XmlWriter writer = XmlWriter.Create(path, new XmlWriterSettings { Indent = true, NewLineHandling = NewLineHandling.None });
        root.Save(writer);
    }

    private static XElement Command(Cmdlet cmdlet, CmdletPage page) => new(
        Maml.Command + "command",
        Maml.Prefixes,
        new XElement(
            Maml.Command + "details",
            new XElement(Maml.Command + "name", cmdlet.Name),
            new XElement(Maml.Command + "verb", cmdlet.Verb),
            new XElement(Maml.Command + "noun", cmdlet.Noun),
            Maml.Description(page.Synopsis)),
        Maml.Description(page.Description),
        MamlParameters.Syntax(cmdlet, page),
        MamlParameters.Details(cmdlet, page),
        MamlTypes.Inputs(cmdlet, page),
        MamlTypes.Outputs(cmdlet, page),
        new XElement(Maml.Text + "alertSet", page.Notes.Length == 0 ? null : new XElement(Maml.Text + "alert", Maml.Para(page.Notes))),
        new XElement(Maml.Command + "examples", page.Examples.Select(Example)),
        new XElement(Maml.Text + "relatedLinks", Links(cmdlet, page)));

    private static XElement Example(Example example) => new(
        Maml.Command + "example",
        new XElement(Maml.Text + "title", $"---------- {example.Title} ----------"),
        // Get-Help prints the code right after the introduction, which alone it does not trim.
        example.Introduction.Length == 0 ? null
            : new XElement(Maml.Text + "introduction", Maml.Para(example.Introduction + "\n\n")),
        new XElement(Maml.Dev + "code", example.Code),
        // The empty para is the blank line before the next example.
        new XElement(Maml.Dev + "remarks", example.Remarks.Length == 0 ? null : Maml.Para(example.Remarks), Maml.Para("")));

    /// <summary>Get-Help -Online opens the first link that has an address.</summary>
    private static IEnumerable<XElement> Links(Cmdlet cmdlet, CmdletPage page)
    {
        IEnumerable<Link> online = cmdlet.HelpUri is null ? [] : [new Link("Online Version:", cmdlet.HelpUri)];
        return online.Concat(page.Links).Select(link => new XElement(
            Maml.Text + "navigationLink",
            new XElement(Maml.Text + "linkText", link.Text),
            new XElement(Maml.Text + "uri", link.Address)));
    }
}
