using System.Management.Automation;
using ContainerNet.PowerShell.Binding;
using ContainerNet.PowerShell.Completion;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Ends the mapping of addresses: those that Get-AddressMapping writes, or those that are named.</summary>
[Cmdlet(VerbsCommon.Remove, "AddressMapping", SupportsShouldProcess = true, DefaultParameterSetName = ByObject)]
public sealed class RemoveAddressMappingCommand : NetCommand
{
    private const string ByAddress = "HostAddress";
    private const string ByObject = "InputObject";

    /// <summary>Addresses of the host.</summary>
    [Parameter(ParameterSetName = ByAddress, Mandatory = true, Position = 0)]
    [ArgumentCompleter(typeof(MappedAddressCompleter))]
    [ValidateNotNullOrEmpty]
    public System.Net.IPAddress[] HostAddress { get; set; } = [];

    /// <summary>Mappings as Get-AddressMapping writes them, also deserialised.</summary>
    [Parameter(ParameterSetName = ByObject, Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public PSObject[] InputObject { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        ForEach(InputObject, item => Remove(Live(new PipedObject(item))));
        ForEach(HostAddress, address => Remove(Net.AddressMappings.List().FirstOrDefault(mapping => mapping.HostAddressValue.Equals(address))
            ?? throw Errors.NotFound("AddressMappingNotFound", "mapped address", address.ToString())));
    }

    private static AddressMapping Live(PipedObject item) => item.Live("AddressMappingNotFound", Net.AddressMappings.List, "Namespace", "HostAddress", "ContainerAddress");

    private void Remove(AddressMapping mapping) => Run(Net.AddressMappings.PlanRemove(mapping));
}
