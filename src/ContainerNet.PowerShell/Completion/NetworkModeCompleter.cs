using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace ContainerNet.PowerShell.Completion;

/// <summary>Offers what a container's -Network takes: the names of networks, and of containers to join.</summary>
public sealed class NetworkModeCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
        => Completions.Offer(wordToComplete, () =>
        [
            .. ModuleHost.Current.Networks.List().Select(network => network.Name),
            .. ModuleHost.Current.Containers.List().Select(container => $"container:{container.Name}"),
        ]);
}
