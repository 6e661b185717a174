using Markdig.Extensions.Tables;
using Markdig.Helpers;
using Markdig.Syntax;

namespace ContainerNet.HelpBuilder.Pages;

/// <summary>Lays Markdown out as the plain text that Get-Help shows.</summary>
internal static class PlainText
{
    /// <summary>
    /// 80 columns less the 8 that Get-Help indents a parameter's text by, and the last one, which PowerShell leaves free
    /// where its output goes to a file or a pipe. Wrapped here, because in the C.UTF-8 locale that servers and containers
    /// have, PowerShell wraps in the middle of words.
    /// </summary>
    private const int HelpWidth = 71;

    private const string CodeIndent = "    ";

    /// <summary>A section with everything under it, its sub-headings on lines of their own.</summary>
    public static string Of(Section? section) => section is null ? "" : Join(Lines(section, HelpWidth));

    public static string Of(IEnumerable<Block> blocks) => Join(Lines(blocks, HelpWidth));

    public static string Of(string paragraph) => Join(Wrap(paragraph, HelpWidth));

    /// <summary>For where PowerShell lists things a line each.</summary>
    public static string OneLine(Section? section) =>
        section is null ? "" : string.Join(' ', Lines(section, int.MaxValue).Where(line => line.Length > 0));

    public static IEnumerable<string> Lines(Section section, int width) =>
        section.Children.Aggregate(
            Lines(section.Blocks, width),
            (lines, child) => Separate(lines, Lines(child, width).Prepend(child.Title)));

    public static IEnumerable<string> Lines(IEnumerable<Block> blocks, int width) =>
        blocks.Select(b => Lines(b, width)).Aggregate(Enumerable.Empty<string>(), Separate);

    private static IEnumerable<string> Lines(Block block, int width) => block switch
    {
        ParagraphBlock paragraph => Wrap(InlineText.Of(paragraph.Inline), width),
        CodeBlock code => CodeLines(code).Select(line => CodeIndent + line),
        ListBlock list => List(list, width),
        QuoteBlock quote => Lines((IEnumerable<Block>)quote, width - 2).Select(line => "  " + line),
        Table table => TableText.Lines(table),
        // What is left draws nothing in plain text: comments, rules, link definitions.
        _ => [],
    };

    public static IEnumerable<string> CodeLines(CodeBlock code) =>
        code.Lines.Lines.Take(code.Lines.Count).Select((StringLine line) => line.ToString().TrimEnd());

    private static IEnumerable<string> List(ListBlock list, int width)
    {
        int number = int.TryParse(list.OrderedStart, out int start) ? start : 1;
        IEnumerable<IEnumerable<string>> items = list.OfType<ListItemBlock>()
            .Select((item, i) => Item(item, list.IsOrdered ? $"{number + i}. " : "- ", width));
        return list.IsLoose ? items.Aggregate(Enumerable.Empty<string>(), Separate) : items.SelectMany(i => i);
    }

    private static IEnumerable<string> Item(ListItemBlock item, string marker, int width)
    {
        string hanging = new(' ', marker.Length);
        IEnumerable<string> lines = ((ListBlock)item.Parent!).IsLoose
            ? Lines((IEnumerable<Block>)item, width - marker.Length)
            : item.SelectMany(b => Lines(b, width - marker.Length));
        return lines.Select((line, i) => (i == 0 ? marker : hanging) + line);
    }

    private static IEnumerable<string> Wrap(string text, int width) =>
        text.Split('\n').SelectMany(line => WrapLine(line.Trim(), width));

    private static IEnumerable<string> WrapLine(string text, int width)
    {
        while (text.Length > width)
        {
            // A word longer than the line stays whole: an address cut in two is of no use.
            int cut = text.LastIndexOf(' ', width);
            if (cut < 0)
                cut = text.IndexOf(' ', width);
            if (cut < 0)
                break;
            yield return text[..cut];
            text = text[(cut + 1)..];
        }
        yield return text;
    }

    private static IEnumerable<string> Separate(IEnumerable<string> above, IEnumerable<string> below) =>
        !above.Any() ? below : !below.Any() ? above : above.Append("").Concat(below);

    private static string Join(IEnumerable<string> lines) =>
        string.Join('\n', lines.Select(line => line.TrimEnd()));
}
