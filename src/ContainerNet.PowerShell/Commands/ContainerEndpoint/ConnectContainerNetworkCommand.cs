using System.Management.Automation;
using System.Net;
using ContainerNet.PowerShell.Binding;
using ContainerNet.PowerShell.Completion;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Attaches namespaces to a container network: an interface inside with an address of the network's, and a default route where there is none. One that is attached already is written as it is.</summary>
[Cmdlet(VerbsCommunications.Connect, "ContainerNetwork", SupportsShouldProcess = true, DefaultParameterSetName = ByNamespace)]
[OutputType(typeof(ContainerEndpoint))]
public sealed class ConnectContainerNetworkCommand : NetCommand
{
    private const string ByNamespace = "Namespace";
    private const string ByProcess = "ProcessId";
    private const string ByContainer = "Container";

    /// <summary>The network's name.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ArgumentCompleter(typeof(AttachableNetworkCompleter))]
    [ValidateNotNullOrEmpty]
    public string Network { get; set; } = "";

    /// <summary>The namespaces: names, paths, process ids, processes, or namespace objects.</summary>
    [Parameter(ParameterSetName = ByNamespace, Mandatory = true, Position = 1, ValueFromPipeline = true)]
    [NamespaceTransformation]
    [ArgumentCompleter(typeof(NamespaceCompleter))]
    [ValidateNotNullOrEmpty]
    public NamespaceReference[] Namespace { get; set; } = [];

    /// <summary>Processes whose namespaces are attached.</summary>
    [Parameter(ParameterSetName = ByProcess, Mandatory = true)]
    [Alias("PID")]
    [ArgumentCompleter(typeof(ProcessCompleter))]
    [ValidateNotNullOrEmpty]
    public int[] ProcessId { get; set; } = [];

    /// <summary>Containers that run, by name or id.</summary>
    [Parameter(ParameterSetName = ByContainer, Mandatory = true)]
    [ArgumentCompleter(typeof(RunningContainerCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Container { get; set; } = [];

    /// <summary>The addresses, at most one a family; the network's next free ones when not given.</summary>
    [Parameter]
    [Alias("IP")]
    [ValidateNotNullOrEmpty]
    public IPAddress[] IPAddress { get; set; } = [];

    /// <summary>The MAC address inside; derived from the IPv4 address when not given.</summary>
    [Parameter]
    [Alias("LinkLayerAddress")]
    [ValidateNotNullOrEmpty]
    public string? MacAddress { get; set; }

    /// <summary>Names that the endpoint answers to on the network, besides its own.</summary>
    [Parameter]
    [Alias("NetworkAlias")]
    [ValidateNotNullOrEmpty]
    public string[] Alias { get; set; } = [];

    /// <summary>Ports to publish in the same step, as docker run -p accepts them.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] Publish { get; set; } = [];

    /// <summary>The interface's name inside; the first free of eth0, eth1, … when not given.</summary>
    [Parameter]
    [Alias("InterfaceAlias")]
    [ValidateNotNullOrEmpty]
    public string? InterfaceName { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        Attempt(() =>
        {
            var options = new EndpointOptions
            {
                Addresses = IPAddress,
                MacAddress = MacAddress is null ? null : ContainerNet.MacAddress.Parse(MacAddress),
                Aliases = Alias,
                Publish = [.. Publish.Select(PortPublication.Parse)],
                InterfaceName = InterfaceName,
            };
            ForEach(Namespace, place => Connect(place, options));
            ForEach(ProcessId, id => Connect(NamespaceReference.OfProcess(id), options));
            ForEach(Container, name => Connect(Net.Containers.NamespaceOf(name), options));
        });
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (Alias.Length > 0 && !IsWhatIf) WarnOfNames();
    }

    private void Connect(NamespaceReference place, EndpointOptions options) => Run(Net.Endpoints.PlanConnect(Network, place, options), write: true);
}
