namespace ContainerNet;

/// <summary>Finds the intended word for a misspelt one.</summary>
internal static class Spelling
{
    // One slip in four characters: a word that differs in more is another word.
    private const int CharactersPerSlip = 4;

    /// <summary>The known word that is most like another, or null where none is like it. Letter case does not count, and '_' is '-'.</summary>
    public static string? Nearest(string word, IEnumerable<string> known)
    {
        string written = Plain(word);
        int most = Math.Max(1, written.Length / CharactersPerSlip);
        return known.Select(candidate => (candidate, Slips: Distance(written, Plain(candidate))))
            .Where(found => found.Slips <= most)
            .OrderBy(found => found.Slips)
            .Select(found => found.candidate)
            .FirstOrDefault();
    }

    private static string Plain(string word) => word.Replace('_', '-').ToLowerInvariant();

    // Insertions, deletions, replacements, and neighbours that changed places (optimal string alignment).
    private static int Distance(string a, string b)
    {
        var table = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++) table[i, 0] = i;
        for (int j = 0; j <= b.Length; j++) table[0, j] = j;
        for (int i = 1; i <= a.Length; i++)
        {
            for (int j = 1; j <= b.Length; j++)
            {
                int replaced = table[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                table[i, j] = Math.Min(replaced, 1 + Math.Min(table[i - 1, j], table[i, j - 1]));
                bool isSwapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
                if (isSwapped) table[i, j] = Math.Min(table[i, j], 1 + table[i - 2, j - 2]);
            }
        }
        return table[a.Length, b.Length];
    }
}
