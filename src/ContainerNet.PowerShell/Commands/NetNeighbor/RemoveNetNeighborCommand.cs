using System.Management.Automation;
using ContainerNet.PowerShell.Binding;
using ContainerNet.PowerShell.Completion;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Removes entries of the ARP or NDP table: those that Get-NetNeighbor writes, or those that are named.</summary>
[Cmdlet(VerbsCommon.Remove, "NetNeighbor", SupportsShouldProcess = true, DefaultParameterSetName = ByObject)]
public sealed class RemoveNetNeighborCommand : NeighborQueryCommand
{
    private const string ByAddress = "IPAddress";
    private const string ByObject = "InputObject";

    /// <summary>Addresses or wildcards.</summary>
    [Parameter(ParameterSetName = ByAddress, Mandatory = true, Position = 0)]
    [ArgumentCompleter(typeof(NeighborCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] IPAddress { get; set; } = [];

    /// <summary>Neighbours as Get-NetNeighbor writes them, also deserialised.</summary>
    [Parameter(ParameterSetName = ByObject, Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public PSObject[] InputObject { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == ByObject) ForEach(InputObject, item => Remove(Live(new PipedObject(item))));
        else base.ProcessRecord();
    }

    /// <inheritdoc/>
    protected override void Write() => ForMatching(IPAddress, Remove);

    private NetNeighbor Live(PipedObject item) => item.Live("NeighborNotFound", () => Net.Neighbors.List(NamespaceArgument.Of(item), Cancellation), "Namespace", "InterfaceAlias", "IPAddress", "IsProxy");

    private void Remove(NetNeighbor neighbor) => Run(Net.Neighbors.PlanRemove(neighbor));
}
