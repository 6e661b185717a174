using System.Management.Automation;
using System.Net;
using ContainerNet.PowerShell.Completion;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Asks the kernel which route a packet to an address would take, as <c>ip route get</c> does.</summary>
[Cmdlet(VerbsCommon.Find, "NetRoute")]
[OutputType(typeof(NetRoute))]
public sealed class FindNetRouteCommand : NamespaceInputCommand
{
    /// <summary>Where the packet is to go.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("IPAddress")]
    [ArgumentCompleter(typeof(EndpointAddressCompleter))]
    [ValidateNotNullOrEmpty]
    public IPAddress[] RemoteIPAddress { get; set; } = [];

    /// <summary>The source address it has; the kernel chooses when not given.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(AddressCompleter))]
    [ValidateNotNull]
    public IPAddress? LocalIPAddress { get; set; }

    /// <inheritdoc/>
    protected override void Work() => ForEach(RemoteIPAddress, remote => WriteObject(Net.Routes.Find(Place, remote, LocalIPAddress, Cancellation)));
}
