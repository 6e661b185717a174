using System.Management.Automation;
using ContainerNet.PowerShell.Completion;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Gets the bridges of a namespace, with their ports and MAC tables.</summary>
[Cmdlet(VerbsCommon.Get, "ContainerBridge")]
[OutputType(typeof(ContainerBridge))]
public sealed class GetContainerBridgeCommand : InterfaceCommand
{
    /// <summary>Names or wildcards; all bridges when not given.</summary>
    [Parameter(Position = 0)]
    [Alias("InterfaceAlias", "BridgeName")]
    [ArgumentCompleter(typeof(BridgeCompleter))]
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
        var wanted = new TextFilter(names);
        WriteObject(Net.Bridges.List(Place, Cancellation).Where(bridge => wanted.Matches(bridge.Name)).ToArray(), enumerateCollection: true);
        ForEach(wanted.Missing, name => throw Errors.NotFound("BridgeNotFound", "bridge", name, Place));
    }
}
