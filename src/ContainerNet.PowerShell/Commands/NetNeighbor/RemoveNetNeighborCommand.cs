using System.Management.Automation;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Removes entries of the ARP or NDP table: those that Get-NetNeighbor writes, or those that are named.</summary>
[Cmdlet(VerbsCommon.Remove, "NetNeighbor", SupportsShouldProcess = true, DefaultParameterSetName = ByAddress)]
public sealed class RemoveNetNeighborCommand : NeighborQueryCommand
{
    private const string ByAddress = "IPAddress";
    private const string ByObject = "InputObject";

    /// <summary>Addresses or wildcards.</summary>
    [Parameter(ParameterSetName = ByAddress, Mandatory = true, Position = 0)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] IPAddress { get; set; } = [];

    /// <summary>Neighbours as Get-NetNeighbor writes them.</summary>
    [Parameter(ParameterSetName = ByObject, Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public NetNeighbor[] InputObject { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == ByObject) ForEach(InputObject, Remove);
        else base.ProcessRecord();
    }

    /// <inheritdoc/>
    protected override void Write() => ForMatching(IPAddress, Remove);

    private void Remove(NetNeighbor neighbor) => Run(Net.Neighbors.PlanRemove(neighbor));
}
