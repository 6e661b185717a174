using ContainerNet.HelpBuilder.Pages;

namespace ContainerNet.HelpBuilder.Output;

/// <summary>Lays a topic out as about_ files are: headings at the margin, text under them indented.</summary>
internal static class TopicText
{
    private const string Indent = "    ";
    private const int Width = 80;

    public static string Render(TopicPage topic)
    {
        // Get-Help takes a topic's synopsis from the fifth line, so the short description must be there, on one line.
        IEnumerable<string> lines =
            ["TOPIC", Indent + topic.Name, "", "SHORT DESCRIPTION", Indent + topic.ShortDescription];
        return string.Concat(lines.Concat(topic.Sections.SelectMany(Section)).Select(line => line.TrimEnd() + "\n"));
    }

    private static IEnumerable<string> Section(Section section) =>
        PlainText.Lines(section, Width - Indent.Length).Select(line => Indent + line)
            .Prepend(section.Title.ToUpperInvariant())
            .Prepend("");
}
