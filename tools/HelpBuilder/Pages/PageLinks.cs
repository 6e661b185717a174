using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace ContainerNet.HelpBuilder.Pages;

/// <summary>The links under RELATED LINKS. Other words there are left to readers of the Markdown.</summary>
internal static class PageLinks
{
    public static IReadOnlyList<Link> In(Section? section) =>
        [.. section?.Blocks.SelectMany(b => b.Descendants()).OfType<LinkInline>().Select(Read) ?? []];

    private static Link Read(LinkInline link) =>
        new(string.Concat(link.Select(InlineText.Of)), InlineText.IsWebAddress(link.Url) ? link.Url : null);
}
