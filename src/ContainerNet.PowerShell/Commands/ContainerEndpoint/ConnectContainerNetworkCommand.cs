using System.Management.Automation;
using System.Net;
using ContainerNet.PowerShell.Completion;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Attaches namespaces to a container network: an interface inside with an address of the network's, and a default route where there is none. One that is attached already is written as it is.</summary>
[Cmdlet(VerbsCommunications.Connect, "ContainerNetwork", SupportsShouldProcess = true)]
[OutputType(typeof(ContainerEndpoint))]
public sealed class ConnectContainerNetworkCommand : NetCommand
{
    /// <summary>The network's name.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ArgumentCompleter(typeof(NetworkCompleter))]
    [ValidateNotNullOrEmpty]
    public string Network { get; set; } = "";

    /// <summary>The namespaces: names, paths, process ids, processes, or namespace objects.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(NamespaceCompleter))]
    [ValidateNotNullOrEmpty]
    public NamespaceReference[] Namespace { get; set; } = [];

    /// <summary>The address; the network's next free one when not given.</summary>
    [Parameter]
    [ValidateNotNull]
    public IPAddress? IPAddress { get; set; }

    /// <summary>The interface's name inside; the first free of eth0, eth1, … when not given.</summary>
    [Parameter]
    [Alias("InterfaceAlias")]
    [ValidateNotNullOrEmpty]
    public string? InterfaceName { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var options = new EndpointOptions { IPAddress = IPAddress, InterfaceName = InterfaceName };
        ForEach(Namespace, place => Run(Net.Endpoints.PlanConnect(Network, place, options), write: true));
    }
}
