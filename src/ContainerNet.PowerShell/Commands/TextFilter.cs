using System.Management.Automation;

namespace ContainerNet.PowerShell.Commands;

/// <summary>
/// What a Get- cmdlet was requested: names and wildcards. It remembers which names it met, because a name that is not there
/// is an error and a wildcard that matches nothing is none. Letter case counts, as it does to the kernel.
/// </summary>
internal sealed class TextFilter
{
    private readonly List<WildcardPattern> _patterns = [];
    private readonly HashSet<string> _literals = [];
    private readonly HashSet<string> _met = [];
    private readonly bool _takesAll;

    public TextFilter(string[]? wanted, Func<string, string>? normalize = null)
    {
        _takesAll = wanted is null;
        foreach (string text in wanted ?? [])
        {
            if (IsWildcard(text)) _patterns.Add(new WildcardPattern(text));
            else _literals.Add(normalize is null ? Literal(text) : normalize(Literal(text)));
        }
    }

    /// <summary>The names that nothing matched.</summary>
    public IEnumerable<string> Missing => _literals.Except(_met);

    public static bool IsWildcard(string text) => WildcardPattern.ContainsWildcardCharacters(text);

    /// <summary>The name that is meant where wildcards are escaped.</summary>
    public static string Literal(string text) => text.Contains('`', StringComparison.Ordinal) ? WildcardPattern.Unescape(text) : text;

    public bool Matches(string? text)
    {
        if (_takesAll) return true;
        // What has no name is met by * alone.
        text ??= "";
        if (_literals.Contains(text)) return _met.Add(text) || true;
        return _patterns.Exists(pattern => pattern.IsMatch(text));
    }
}
