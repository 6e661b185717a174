using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace ContainerNet.PowerShell.Completion;

/// <summary>Offers the restart policies.</summary>
public sealed class RestartPolicyCompleter : IArgumentCompleter
{
    private static readonly string[] Policies = ["no", "always", "unless-stopped", "on-failure"];

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
        => Completions.Offer(wordToComplete, () => Policies);
}
