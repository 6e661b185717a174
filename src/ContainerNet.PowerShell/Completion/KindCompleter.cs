using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace ContainerNet.PowerShell.Completion;

/// <summary>Offers the kinds of interfaces that this project makes or meets most.</summary>
public sealed class KindCompleter : IArgumentCompleter
{
    private static readonly string[] Kinds = ["bridge", "dummy", "ipvlan", "macvlan", "veth", "vlan", "vxlan", "wireguard"];

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
        => Completions.Offer(wordToComplete, () => Kinds);
}
