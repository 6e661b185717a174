using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace ContainerNet.PowerShell.Completion;

/// <summary>Offers the firewalls that can be configured.</summary>
public sealed class FirewallBackendCompleter : IArgumentCompleter
{
    private static readonly string[] Backends = ["nftables", "iptables"];

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
        => Completions.Offer(wordToComplete, () => Backends);
}
