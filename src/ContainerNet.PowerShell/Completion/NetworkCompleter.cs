using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace ContainerNet.PowerShell.Completion;

/// <summary>Offers the names of container networks.</summary>
public sealed class NetworkCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
        => Completions.Offer(wordToComplete, () => ModuleHost.Current.Networks.List().Select(network => network.Name));
}
