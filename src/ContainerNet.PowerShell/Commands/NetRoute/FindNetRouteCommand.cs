using System.Management.Automation;
using System.Net;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Asks the kernel which route a packet to an address would take, as <c>ip route get</c> does.</summary>
[Cmdlet(VerbsCommon.Find, "NetRoute")]
[OutputType(typeof(NetRoute))]
public sealed class FindNetRouteCommand : NamespaceCommand
{
    /// <summary>Where the packet is to go.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("IPAddress")]
    [ValidateNotNullOrEmpty]
    public IPAddress[] RemoteIPAddress { get; set; } = [];

    /// <summary>The source address it has; the kernel chooses when not given.</summary>
    [Parameter]
    [ValidateNotNull]
    public IPAddress? LocalIPAddress { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => ForEach(RemoteIPAddress, remote => WriteObject(Net.Routes.Find(Place, remote, LocalIPAddress, Cancellation)));
}
