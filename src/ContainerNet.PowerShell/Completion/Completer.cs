using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using ContainerNet.Host.Namespaces;

namespace ContainerNet.PowerShell.Completion;

/// <summary>Something that a parameter can be given.</summary>
/// <param name="Text">What is typed.</param>
/// <param name="Tip">What it is, in a line.</param>
internal sealed record Candidate(string Text, string Tip);

/// <summary>
/// The base of all completers. It offers the candidates that begin with what was typed, quoted where they have to be. Where there
/// is none it offers nothing, and PowerShell no files either.
/// </summary>
internal abstract class Completer : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        string typed = wordToComplete.Trim('\'', '"');
        try
        {
            return [.. Candidates(new CompletionRequest(commandName, fakeBoundParameters))
                .Where(candidate => candidate.Text.StartsWith(typed, StringComparison.OrdinalIgnoreCase))
                .DistinctBy(candidate => candidate.Text)
                .Select(Result)];
        }
        // The user is typing: what cannot be read now is not offered.
        catch (ContainerNetException)
        {
            return [];
        }
    }

    /// <summary>All that can be given.</summary>
    protected abstract IEnumerable<Candidate> Candidates(CompletionRequest request);

    /// <summary>The host that is worked on.</summary>
    protected static NetHost Net => ModuleHost.Current;

    /// <summary>A candidate as it is typed: in quotes where PowerShell would read it otherwise.</summary>
    private protected virtual string Written(string text)
    {
        bool isBare = text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':' or '/') && text[0] != '-';
        return isBare ? text : $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
    }

    private CompletionResult Result(Candidate candidate)
        => new(Written(candidate.Text), candidate.Text, CompletionResultType.ParameterValue, candidate.Tip.Length > 0 ? candidate.Tip : candidate.Text);
}

/// <summary>What has been typed of a command.</summary>
/// <param name="Command">The command's name.</param>
/// <param name="Bound">The parameters that are given already.</param>
internal sealed record CompletionRequest(string Command, IDictionary? Bound)
{
    /// <summary>The namespace given to the command, or the session's own when none is given.</summary>
    public NamespaceReference Place => Given("SourceNamespace") ?? (IsFor("Set-VethNamespace") ? null : Given("Namespace")) ?? NamespaceScope.Current ?? NamespaceReference.Host;

    /// <summary>Whether the command is the one of that name.</summary>
    public bool IsFor(string command) => command.Equals(Command, StringComparison.OrdinalIgnoreCase);

    /// <summary>A parameter's value as text; null where it is not given.</summary>
    public string? Text(string parameter) => LanguagePrimitives.ConvertTo<string>(Bound?[parameter]);

    private NamespaceReference? Given(string parameter) => Bound?[parameter] switch
    {
        null => null,
        string text => ModuleHost.Current.Namespaces.Parse(text),
        var value => LanguagePrimitives.TryConvertTo(value, out NamespaceReference? place) ? place : null,
    };
}
