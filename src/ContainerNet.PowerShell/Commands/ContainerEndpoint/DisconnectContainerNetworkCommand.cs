using System.Management.Automation;
using ContainerNet.PowerShell.Completion;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Detaches namespaces from container networks, with the ports that were published for them.</summary>
[Cmdlet(VerbsCommunications.Disconnect, "ContainerNetwork", SupportsShouldProcess = true, DefaultParameterSetName = ByName)]
public sealed class DisconnectContainerNetworkCommand : NetCommand
{
    private const string ByName = "Network";
    private const string ByObject = "InputObject";
    private const string ByContainer = "Container";

    private readonly List<ContainerEndpoint> _approved = [];

    /// <summary>The network's name.</summary>
    [Parameter(ParameterSetName = ByName, Mandatory = true, Position = 0)]
    [Parameter(ParameterSetName = ByContainer, Mandatory = true, Position = 0)]
    [ArgumentCompleter(typeof(NetworkCompleter))]
    [ValidateNotNullOrEmpty]
    public string Network { get; set; } = "";

    /// <summary>The namespaces.</summary>
    [Parameter(ParameterSetName = ByName, Mandatory = true, Position = 1, ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(NamespaceCompleter))]
    [ValidateNotNullOrEmpty]
    public NamespaceReference[] Namespace { get; set; } = [];

    /// <summary>Containers, by name or id.</summary>
    [Parameter(ParameterSetName = ByContainer, Mandatory = true)]
    [ArgumentCompleter(typeof(ContainerCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Container { get; set; } = [];

    /// <summary>Endpoints as Get-ContainerEndpoint writes them.</summary>
    [Parameter(ParameterSetName = ByObject, Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public ContainerEndpoint[] InputObject { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        ForEach(Namespace, place => Approve(Net.Endpoints.Get(Network, place)));
        ForEach(Container, name => Approve(Net.Endpoints.Get(Network, Net.Containers.NamespaceOf(name))));
        ForEach(InputObject, Approve);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
        => RunTogether("Detaching endpoints", _approved, Net.Endpoints.PlanDisconnect, Net.Endpoints.PlanDisconnect);

    private void Approve(ContainerEndpoint endpoint)
    {
        if (IsApprovedForLater(Net.Endpoints.PlanDisconnect(endpoint))) _approved.Add(endpoint);
    }
}
