using System.Management.Automation;
using ContainerNet.PowerShell.Binding;
using ContainerNet.PowerShell.Completion;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Gets endpoints: the places of namespaces on container networks.</summary>
[Cmdlet(VerbsCommon.Get, "ContainerEndpoint")]
[OutputType(typeof(ContainerEndpoint))]
public sealed class GetContainerEndpointCommand : NamespaceCommand
{
    /// <summary>Names of networks, or wildcards; those of all networks when not given.</summary>
    [Parameter(Position = 0)]
    [ArgumentCompleter(typeof(NetworkCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Network { get; set; }

    /// <summary>The namespaces; those of all namespaces when not given.</summary>
    [Parameter(Position = 1)]
    [NamespaceTransformation]
    [ArgumentCompleter(typeof(NamespaceCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public NamespaceReference[]? Namespace { get; set; }

    /// <summary>Networks, containers, namespaces or endpoints whose endpoints are meant.</summary>
    [Parameter(ValueFromPipeline = true)]
    [ValidateNotNull]
    public PSObject? InputObject { get; set; }

    private protected override bool TakesNamespaceWildcards => true;

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(() =>
    {
        var filter = new EndpointFilter(Network, ExpandNamed(Namespace), InputObject);
        WriteObject(Net.Endpoints.List().Where(endpoint => filter.Matches(endpoint.Network, endpoint.NamespaceValue)), enumerateCollection: true);
        // A network without endpoints is no error, and one that is not there is.
        ForEach(filter.MissingNetworks, name => Net.Networks.Get(name));
    });
}
