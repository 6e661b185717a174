using System.Management.Automation;
using System.Net;
using ContainerNet.PowerShell.Binding;
using ContainerNet.PowerShell.Completion;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Maps a whole address of the host to an endpoint: all packets for it go to the endpoint, and the endpoint's packets leave with it.</summary>
[Cmdlet(VerbsCommon.Add, "AddressMapping", SupportsShouldProcess = true)]
[OutputType(typeof(AddressMapping))]
public sealed class AddAddressMappingCommand : NetCommand
{
    /// <summary>The endpoint, as Connect-ContainerNetwork and Get-ContainerEndpoint write it; of a namespace its only one.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(EndpointCompleter))]
    [EndpointTransformation]
    [ValidateNotNull]
    public ContainerEndpoint? Endpoint { get; set; }

    /// <summary>The host's address.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ArgumentCompleter(typeof(HostAddressCompleter))]
    [ValidateNotNull]
    public IPAddress? HostAddress { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(() => Run(Net.AddressMappings.PlanAdd(Endpoint!, HostAddress!), write: true));
}
