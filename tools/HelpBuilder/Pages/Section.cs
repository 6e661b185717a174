using Markdig;
using Markdig.Syntax;

namespace ContainerNet.HelpBuilder.Pages;

/// <summary>A heading with what stands under it; deeper headings are its children.</summary>
internal sealed class Section(string title, int level, int line)
{
    private static readonly MarkdownPipeline s_markdown = new MarkdownPipelineBuilder().UsePipeTables().Build();

    private readonly List<Block> _blocks = [];
    private readonly List<Section> _children = [];

    public string Title { get; } = title;

    public int Level { get; } = level;

    public int Line { get; } = line;

    public IReadOnlyList<Block> Blocks => _blocks;

    public IReadOnlyList<Section> Children => _children;

    /// <summary>Reads a file as one untitled section that holds its top headings.</summary>
    public static Section Read(string file)
    {
        Stack<Section> open = new([new Section("", 0, 1)]);
        foreach (Block block in Markdown.Parse(File.ReadAllText(file), s_markdown))
        {
            if (block is HeadingBlock heading)
                Open(open, heading);
            else
                open.Peek()._blocks.Add(block);
        }
        return open.Last();
    }

    public Section? Child(string title) => _children.Find(c => c.Title.Equals(title, StringComparison.OrdinalIgnoreCase));

    private static void Open(Stack<Section> open, HeadingBlock heading)
    {
        while (open.Peek().Level >= heading.Level)
            open.Pop();
        Section section = new(InlineText.Of(heading.Inline), heading.Level, heading.Line + 1);
        open.Peek()._children.Add(section);
        open.Push(section);
    }
}
