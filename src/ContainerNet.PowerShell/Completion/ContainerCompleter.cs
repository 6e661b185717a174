using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace ContainerNet.PowerShell.Completion;

/// <summary>Offers the names of containers.</summary>
public sealed class ContainerCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
        => Completions.Offer(wordToComplete, () => ModuleHost.Current.Containers.List().Select(container => container.Name));
}
