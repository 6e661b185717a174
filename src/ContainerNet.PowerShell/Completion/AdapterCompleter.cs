using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using ContainerNet.Namespaces;

namespace ContainerNet.PowerShell.Completion;

/// <summary>Offers the names of interfaces, of the namespace that -Namespace (or -SourceNamespace) already says.</summary>
public class AdapterCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        string key = commandName.Equals("Set-VethNamespace", StringComparison.OrdinalIgnoreCase) ? "SourceNamespace" : "Namespace";
        object? given = fakeBoundParameters?[key];
        return Completions.Offer(wordToComplete, () => Candidates(PlaceOf(given)).Select(adapter => adapter.Name));
    }

    /// <summary>The interfaces that are offered.</summary>
    private protected virtual IEnumerable<NetAdapter> Candidates(NamespaceReference place) => ModuleHost.Current.Links.List(place);

    private static NamespaceReference PlaceOf(object? given)
        => LanguagePrimitives.TryConvertTo(given, out NamespaceReference? place) && place is not null ? place : NamespaceScope.Current ?? NamespaceReference.Host;
}

/// <summary>Offers the ends of veth pairs.</summary>
public sealed class VethCompleter : AdapterCompleter
{
    private protected override IEnumerable<NetAdapter> Candidates(NamespaceReference place) => base.Candidates(place).Where(adapter => adapter.Kind == "veth");
}

/// <summary>Offers bridges.</summary>
public sealed class BridgeCompleter : AdapterCompleter
{
    private protected override IEnumerable<NetAdapter> Candidates(NamespaceReference place) => base.Candidates(place).Where(adapter => adapter.Kind == "bridge");
}
