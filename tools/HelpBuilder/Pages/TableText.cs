using Markdig.Extensions.Tables;
using Markdig.Syntax;

namespace ContainerNet.HelpBuilder.Pages;

/// <summary>Lays a table out in columns as wide as their widest cell, with the header underlined as PowerShell does.</summary>
internal static class TableText
{
    public static IEnumerable<string> Lines(Table table)
    {
        List<string[]> rows = [.. table.OfType<TableRow>().Select(row => row.OfType<TableCell>().Select(Cell).ToArray())];
        int[] widths = [.. Enumerable.Range(0, rows.Max(r => r.Length))
            .Select(column => rows.Max(r => r.ElementAtOrDefault(column)?.Length ?? 0))];
        rows.Insert(1, [.. widths.Select(w => new string('-', w))]);
        return rows.Select(row => string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
    }

    private static string Cell(TableCell cell) =>
        string.Join(' ', cell.OfType<ParagraphBlock>().Select(p => InlineText.Of(p.Inline)));
}
