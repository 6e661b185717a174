using System.Management.Automation;
using ContainerNet.PowerShell.Completion;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Gets veth pairs that have an end in a namespace, each with its other end wherever that is.</summary>
[Cmdlet(VerbsCommon.Get, "VethPair")]
[OutputType(typeof(VethPair))]
public sealed class GetVethPairCommand : InterfaceCommand
{
    /// <summary>Names of either end, or wildcards. A pair is shown from the end that is named; all pairs when not given.</summary>
    [Parameter(Position = 0)]
    [Alias("InterfaceAlias")]
    [ArgumentCompleter(typeof(VethCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Name { get; set; }

    /// <summary>Interfaces to read again, their names, or namespaces whose interfaces are meant. With -Name, what says the namespace.</summary>
    [Parameter(ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public PSObject[]? InputObject { get; set; }

    private protected override bool TakesNamespaceWildcards => true;

    /// <inheritdoc/>
    protected override void ProcessRecord() => ForEachInterface(Name, InputObject);

    private protected override void Work(string[]? names)
    {
        names ??= ["*"];
        ForEach(names.Where(name => !TextFilter.IsWildcard(name)), name => WriteObject(Net.VethPairs.Get(Place, TextFilter.Literal(name))));
        string[] patterns = [.. names.Where(TextFilter.IsWildcard)];
        if (patterns.Length == 0) return;
        var wanted = new TextFilter(patterns);
        Attempt(() => WriteObject(Net.VethPairs.List(Place, Cancellation).Where(pair => wanted.Matches(pair.Name) || IsHere(pair.Peer) && wanted.Matches(pair.PeerName)), enumerateCollection: true));
    }

    private bool IsHere(NetAdapter? peer) => peer?.NamespaceValue == Place;
}
