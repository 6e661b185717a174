using System.Management.Automation;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Ends the mapping of addresses: those that Get-AddressMapping writes, or those that are named.</summary>
[Cmdlet(VerbsCommon.Remove, "AddressMapping", SupportsShouldProcess = true, DefaultParameterSetName = ByAddress)]
public sealed class RemoveAddressMappingCommand : NetCommand
{
    private const string ByAddress = "HostAddress";
    private const string ByObject = "InputObject";

    /// <summary>Addresses of the host.</summary>
    [Parameter(ParameterSetName = ByAddress, Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public System.Net.IPAddress[] HostAddress { get; set; } = [];

    /// <summary>Mappings as Get-AddressMapping writes them.</summary>
    [Parameter(ParameterSetName = ByObject, Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public AddressMapping[] InputObject { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        ForEach(InputObject, Remove);
        ForEach(HostAddress, address => Remove(Net.AddressMappings.List().FirstOrDefault(mapping => mapping.HostAddress.Equals(address))
            ?? throw Errors.NotFound("AddressMappingNotFound", "mapped address", address.ToString())));
    }

    private void Remove(AddressMapping mapping) => Run(Net.AddressMappings.PlanRemove(mapping));
}
