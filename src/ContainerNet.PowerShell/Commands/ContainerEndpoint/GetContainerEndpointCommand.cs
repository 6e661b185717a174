using System.Management.Automation;
using ContainerNet.PowerShell.Completion;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Gets endpoints: the places of namespaces on container networks.</summary>
[Cmdlet(VerbsCommon.Get, "ContainerEndpoint")]
[OutputType(typeof(ContainerEndpoint))]
public sealed class GetContainerEndpointCommand : NetCommand
{
    /// <summary>Names of networks, or wildcards; those of all networks when not given.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(NetworkCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Network { get; set; }

    /// <summary>The namespaces; those of all namespaces when not given.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(NamespaceCompleter))]
    [ValidateNotNullOrEmpty]
    public NamespaceReference[]? Namespace { get; set; }

    /// <summary>A network from the pipeline; the same as -Network.</summary>
    [Parameter(ValueFromPipeline = true)]
    public ContainerNetwork? ContainerNetwork { get; set; }

    /// <summary>A namespace object from the pipeline; the same as -Namespace.</summary>
    [Parameter(ValueFromPipeline = true)]
    public NetNamespace? NetNamespace { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(() =>
    {
        var networks = new TextFilter(Network ?? (ContainerNetwork is null ? null : [WildcardPattern.Escape(ContainerNetwork.Name)]));
        NamespaceReference[]? places = Namespace ?? (NetNamespace is null ? null : [NetNamespace]);
        WriteObject(Net.Endpoints.List().Where(endpoint => networks.Matches(endpoint.Network) && (places?.Contains(endpoint.Namespace) ?? true)), enumerateCollection: true);
        // A network without endpoints is no error, and one that is not there is.
        ForEach(networks.Missing, name => Net.Networks.Get(name));
    });
}
