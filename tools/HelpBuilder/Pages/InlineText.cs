using Markdig.Syntax.Inlines;

namespace ContainerNet.HelpBuilder.Pages;

/// <summary>The words of a paragraph or heading without their markup.</summary>
internal static class InlineText
{
    public static string Of(Inline? inline) => inline switch
    {
        LiteralInline literal => literal.Content.ToString(),
        CodeInline code => code.Content,
        LineBreakInline line => line.IsHard ? "\n" : " ",
        AutolinkInline link => link.Url,
        HtmlEntityInline entity => entity.Transcoded.ToString(),
        // In prose, <name> is a placeholder far more often than it is HTML.
        HtmlInline html => html.Tag,
        LinkInline link => Link(link),
        ContainerInline container => string.Concat(container.Select(Of)),
        _ => "",
    };

    /// <summary>The address follows the text, unless it points to another page of the source.</summary>
    private static string Link(LinkInline link)
    {
        string text = string.Concat(link.Select(Of));
        return IsWebAddress(link.Url) && text != link.Url ? $"{text} ({link.Url})" : text;
    }

    public static bool IsWebAddress(string? url) =>
        Uri.TryCreate(url, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https";
}
