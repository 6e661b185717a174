using System.Management.Automation;

namespace ContainerNet.PowerShell.Completion;

/// <summary>What completers have in common.</summary>
internal static class Completions
{
    /// <summary>The candidates that begin with what was typed, quoted where they have to be. A completer that fails offers nothing.</summary>
    public static IEnumerable<CompletionResult> Offer(string word, Func<IEnumerable<string>> candidates)
    {
        string typed = word.Trim('\'', '"');
        try
        {
            return [.. candidates().Where(name => name.StartsWith(typed, StringComparison.OrdinalIgnoreCase)).Distinct().Select(Result)];
        }
        catch (ContainerNetException)
        {
            return [];
        }
    }

    private static CompletionResult Result(string name)
    {
        bool isBare = name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':' or '/') && name[0] != '-';
        string text = isBare ? name : $"'{name.Replace("'", "''", StringComparison.Ordinal)}'";
        return new CompletionResult(text, name, CompletionResultType.ParameterValue, name);
    }
}
