using Markdig.Syntax;

namespace ContainerNet.HelpBuilder.Pages;

/// <summary>Reads a cmdlet's page, and reports what the page alone shows to be wrong.</summary>
internal sealed class CmdletPageReader
{
    private static readonly string[] s_sections =
        ["SYNOPSIS", "DESCRIPTION", "EXAMPLES", "PARAMETERS", "INPUTS", "OUTPUTS", "NOTES", "RELATED LINKS"];

    private readonly string _file;
    private readonly List<Fault> _faults;
    private readonly Section _page;

    private CmdletPageReader(string file, List<Fault> faults)
    {
        _file = file;
        _faults = faults;
        _page = PageTitle.Read(file, faults);
    }

    public static CmdletPage Read(string file, List<Fault> faults) => new CmdletPageReader(file, faults).Read();

    private CmdletPage Read()
    {
        CheckSections();
        return new CmdletPage(_file, Path.GetFileNameWithoutExtension(_file))
        {
            Synopsis = Required("SYNOPSIS", PlainText.OneLine),
            Description = Required("DESCRIPTION", PlainText.Of),
            Examples = Examples(),
            Parameters = Parameters(),
            ParametersLine = _page.Child("PARAMETERS")?.Line ?? _page.Line,
            Inputs = Types("INPUTS"),
            Outputs = Types("OUTPUTS"),
            Notes = PlainText.Of(_page.Child("NOTES")),
            Links = PageLinks.In(_page.Child("RELATED LINKS")),
        };
    }

    /// <summary>A section under another name would silently be left out of the help.</summary>
    private void CheckSections()
    {
        HashSet<string> seen = new(StringComparer.OrdinalIgnoreCase);
        foreach (Section section in _page.Children)
        {
            if (!s_sections.Contains(section.Title, StringComparer.OrdinalIgnoreCase))
                Fault(section, $"There is no section {section.Title}; there are {string.Join(", ", s_sections)}.");
            else if (!seen.Add(section.Title))
                Fault(section, $"{section.Title} stands here a second time.");
        }
    }

    private string Required(string title, Func<Section?, string> textOf)
    {
        Section? section = _page.Child(title);
        string text = textOf(section);
        if (text.Length == 0)
            Fault(section ?? _page, $"{title} is {(section is null ? "missing" : "empty")}.");
        return text;
    }

    private List<Example> Examples()
    {
        Section? section = _page.Child("EXAMPLES");
        if (section is null or { Children: [] })
            Fault(section ?? _page, "There is no example.");
        return [.. section?.Children.Select(Example) ?? []];
    }

    /// <summary>Code in one run with its output stays one: Get-Help would take the indent off the first line of a remark.</summary>
    private Example Example(Section section)
    {
        List<Block> before = [.. section.Blocks.TakeWhile(b => b is not FencedCodeBlock)];
        List<Block> code = [.. section.Blocks.Skip(before.Count).TakeWhile(b => b is FencedCodeBlock)];
        string text = string.Join("\n\n", code.Cast<FencedCodeBlock>().Select(c => string.Join('\n', PlainText.CodeLines(c))));
        if (string.IsNullOrWhiteSpace(text))
            Fault(section, $"{section.Title} shows no code.");
        return new Example(
            section.Title, PlainText.Of(before), text, PlainText.Of(section.Blocks.Skip(before.Count + code.Count)));
    }

    private List<Entry> Parameters()
    {
        List<Entry> entries = [.. Entries("PARAMETERS").Select(e => e with { Name = e.Name.TrimStart('-') })];
        foreach (Entry entry in entries.Where(e => e.Text.Length == 0))
            _faults.Add(new Fault(_file, entry.Line, $"-{entry.Name} has no description."));
        foreach (Entry entry in entries.GroupBy(e => e.Name, StringComparer.OrdinalIgnoreCase).SelectMany(g => g.Skip(1)))
            _faults.Add(new Fault(_file, entry.Line, $"-{entry.Name} is described a second time."));
        return entries;
    }

    private TypeList Types(string title) => _page.Child(title) is { } section
        ? new TypeList(PlainText.Of(section.Blocks), [.. Entries(title)])
        : TypeList.Empty;

    private IEnumerable<Entry> Entries(string title) =>
        _page.Child(title)?.Children.Select(c => new Entry(c.Title, PlainText.Of(c), c.Line)) ?? [];

    private void Fault(Section section, string message) => _faults.Add(new Fault(_file, section.Line, message));
}
