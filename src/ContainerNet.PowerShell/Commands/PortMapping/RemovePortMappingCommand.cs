using System.Management.Automation;
using ContainerNet.PowerShell.Binding;
using ContainerNet.PowerShell.Completion;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Ends the publishing of ports: those that Get-PortMapping writes, or those that are named.</summary>
[Cmdlet(VerbsCommon.Remove, "PortMapping", SupportsShouldProcess = true, DefaultParameterSetName = ByObject)]
public sealed class RemovePortMappingCommand : PortQueryCommand
{
    private const string ByPort = "HostPort";
    private const string ByObject = "InputObject";

    /// <summary>Ports of the host.</summary>
    [Parameter(ParameterSetName = ByPort, Mandatory = true, Position = 0)]
    [ArgumentCompleter(typeof(HostPortCompleter))]
    [ValidateNotNullOrEmpty]
    public int[] HostPort { get; set; } = [];

    /// <summary>Mappings as Get-PortMapping writes them, also deserialised.</summary>
    [Parameter(ParameterSetName = ByObject, Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public PSObject[] InputObject { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == ByObject) ForEach(InputObject, item => Remove(Live(new PipedObject(item))));
        else Attempt(() => ForMatching(HostPort, input: null, Remove));
    }

    private static PortMapping Live(PipedObject item) => item.Live("PortMappingNotFound", Net.Ports.List, "Namespace", "HostAddress", "HostPort", "Protocol", "ContainerAddress", "ContainerPort");

    private void Remove(PortMapping mapping) => Run(Net.Ports.PlanRemove(mapping));
}
