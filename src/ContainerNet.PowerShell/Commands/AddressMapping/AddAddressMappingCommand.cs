using System.Management.Automation;
using System.Net;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Maps a whole address of the host to an endpoint: all that arrives for it goes there, and what the endpoint sends leaves with it.</summary>
[Cmdlet(VerbsCommon.Add, "AddressMapping", SupportsShouldProcess = true)]
[OutputType(typeof(AddressMapping))]
public sealed class AddAddressMappingCommand : NetCommand
{
    /// <summary>The endpoint, as Connect-ContainerNetwork and Get-ContainerEndpoint write it; of a namespace its only one.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [EndpointTransformation]
    [ValidateNotNull]
    public ContainerEndpoint? Endpoint { get; set; }

    /// <summary>The host's address.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNull]
    public IPAddress? HostAddress { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(() => Run(Net.AddressMappings.PlanAdd(Endpoint!, HostAddress!), write: true));
}
