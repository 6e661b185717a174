using System.Management.Automation;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Ends the publishing of ports: those that Get-PortMapping writes, or those that are named.</summary>
[Cmdlet(VerbsCommon.Remove, "PortMapping", SupportsShouldProcess = true, DefaultParameterSetName = ByPort)]
public sealed class RemovePortMappingCommand : PortQueryCommand
{
    private const string ByPort = "HostPort";
    private const string ByObject = "InputObject";

    /// <summary>Ports of the host.</summary>
    [Parameter(ParameterSetName = ByPort, Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public int[] HostPort { get; set; } = [];

    /// <summary>Mappings as Get-PortMapping writes them.</summary>
    [Parameter(ParameterSetName = ByObject, Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public PortMapping[] InputObject { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == ByObject) ForEach(InputObject, Remove);
        else Attempt(() => ForMatching(HostPort, Remove));
    }

    private void Remove(PortMapping mapping) => Run(Net.Ports.PlanRemove(mapping));
}
