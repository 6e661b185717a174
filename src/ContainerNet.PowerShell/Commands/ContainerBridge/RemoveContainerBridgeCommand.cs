using System.Management.Automation;
using ContainerNet.PowerShell.Completion;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Removes bridges. Their ports stay, without a bridge.</summary>
[Cmdlet(VerbsCommon.Remove, "ContainerBridge", SupportsShouldProcess = true, DefaultParameterSetName = ByObject)]
public sealed class RemoveContainerBridgeCommand : InterfaceCommand
{
    /// <summary>The names of the bridges.</summary>
    [Parameter(ParameterSetName = ByName, Mandatory = true, Position = 0)]
    [Alias("InterfaceAlias")]
    [ArgumentCompleter(typeof(BridgeCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? Name { get; set; }

    /// <summary>The interfaces as objects, or their names. With -Name, what says the namespace.</summary>
    [Parameter(ParameterSetName = ByName, ValueFromPipeline = true)]
    [Parameter(ParameterSetName = ByObject, Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public PSObject[]? InputObject { get; set; }

    private protected override string[] Kinds => [nameof(ContainerBridge), nameof(NetAdapter)];

    /// <inheritdoc/>
    protected override void ProcessRecord() => ForEachInterface(Name, InputObject);

    private protected override void Work(string[]? names) => ForEach(names!, name => Run(Net.Bridges.PlanRemove(Place, name)));
}
