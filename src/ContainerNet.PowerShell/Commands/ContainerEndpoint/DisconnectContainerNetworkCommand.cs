using System.Management.Automation;
using ContainerNet.PowerShell.Completion;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Detaches namespaces from container networks, with the ports that were published for them.</summary>
[Cmdlet(VerbsCommunications.Disconnect, "ContainerNetwork", SupportsShouldProcess = true, DefaultParameterSetName = ByName)]
public sealed class DisconnectContainerNetworkCommand : NetCommand
{
    private const string ByName = "Network";
    private const string ByObject = "InputObject";

    /// <summary>The network's name.</summary>
    [Parameter(ParameterSetName = ByName, Mandatory = true, Position = 0)]
    [ArgumentCompleter(typeof(NetworkCompleter))]
    [ValidateNotNullOrEmpty]
    public string Network { get; set; } = "";

    /// <summary>The namespaces.</summary>
    [Parameter(ParameterSetName = ByName, Mandatory = true, Position = 1, ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(NamespaceCompleter))]
    [ValidateNotNullOrEmpty]
    public NamespaceReference[] Namespace { get; set; } = [];

    /// <summary>Endpoints as Get-ContainerEndpoint writes them.</summary>
    [Parameter(ParameterSetName = ByObject, Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public ContainerEndpoint[] InputObject { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        ForEach(Namespace, place => Run(Net.Endpoints.PlanDisconnect(Network, place)));
        ForEach(InputObject, endpoint => Run(Net.Endpoints.PlanDisconnect(endpoint)));
    }
}
