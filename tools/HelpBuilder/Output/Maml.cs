using System.Xml.Linq;

namespace ContainerNet.HelpBuilder.Output;

/// <summary>The names of MAML, the XML that Get-Help reads, and the elements every part of it is made of.</summary>
internal static class Maml
{
    public static XNamespace Root { get; } = "http://msh";

    public static XNamespace Text { get; } = "http://schemas.microsoft.com/maml/2004/10";

    public static XNamespace Command { get; } = "http://schemas.microsoft.com/maml/dev/command/2004/10";

    public static XNamespace Dev { get; } = "http://schemas.microsoft.com/maml/dev/2004/10";

    public static object[] Prefixes =>
    [
        new XAttribute(XNamespace.Xmlns + "maml", Text),
        new XAttribute(XNamespace.Xmlns + "command", Command),
        new XAttribute(XNamespace.Xmlns + "dev", Dev),
    ];

    /// <summary>
    /// Text is one para however many it has: Get-Help trims each, so that only inside one can code keep its indent.
    /// </summary>
    public static XElement Para(string text) => new(Text + "para", text);

    public static XElement Description(string text) => new(Text + "description", Para(text));

    public static XElement Type(string name) => new(Dev + "type", new XElement(Text + "name", name), new XElement(Text + "uri"));
}
