using System.Management.Automation;
using ContainerNet.PowerShell.Binding;
using ContainerNet.PowerShell.Completion;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Detaches namespaces from container networks, with the ports that were published for them.</summary>
[Cmdlet(VerbsCommunications.Disconnect, "ContainerNetwork", SupportsShouldProcess = true, DefaultParameterSetName = ByObject)]
public sealed class DisconnectContainerNetworkCommand : NetCommand
{
    private const string ByName = "Network";
    private const string ByObject = "InputObject";
    private const string ByContainer = "Container";

    private readonly List<ContainerEndpoint> _approved = [];

    /// <summary>The network's name.</summary>
    [Parameter(ParameterSetName = ByName, Mandatory = true, Position = 0)]
    [Parameter(ParameterSetName = ByContainer, Mandatory = true, Position = 0)]
    [ArgumentCompleter(typeof(AttachableNetworkCompleter))]
    [ValidateNotNullOrEmpty]
    public string Network { get; set; } = "";

    /// <summary>The namespaces.</summary>
    [Parameter(ParameterSetName = ByName, Mandatory = true, Position = 1, ValueFromPipeline = true)]
    [NamespaceTransformation]
    [ArgumentCompleter(typeof(NamespaceCompleter))]
    [ValidateNotNullOrEmpty]
    public NamespaceReference[] Namespace { get; set; } = [];

    /// <summary>Containers, by name or id.</summary>
    [Parameter(ParameterSetName = ByContainer, Mandatory = true)]
    [ArgumentCompleter(typeof(RunningContainerCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Container { get; set; } = [];

    /// <summary>Endpoints as Get-ContainerEndpoint writes them, also deserialised.</summary>
    [Parameter(ParameterSetName = ByObject, Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public PSObject[] InputObject { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        ForEach(Namespace, place => Approve(Net.Endpoints.Get(Network, place)));
        ForEach(Container, name => Approve(Net.Endpoints.Get(Network, Net.Containers.NamespaceOf(name))));
        ForEach(InputObject, item => Approve(EndpointArgument.Live(new PipedObject(item))));
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
        => RunTogether("Detaching endpoints", _approved, Net.Endpoints.PlanDisconnect, Net.Endpoints.PlanDisconnect);

    private void Approve(ContainerEndpoint endpoint)
    {
        if (IsApprovedForLater(Net.Endpoints.PlanDisconnect(endpoint))) _approved.Add(endpoint);
    }
}
