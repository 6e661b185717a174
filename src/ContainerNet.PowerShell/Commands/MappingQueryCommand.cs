using System.Management.Automation;
using ContainerNet.PowerShell.Completion;

namespace ContainerNet.PowerShell.Commands;

/// <summary>The base of cmdlets that look for what leads from the host to endpoints.</summary>
public abstract class MappingQueryCommand : NetCommand
{
    /// <summary>Names of networks, or wildcards.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(NetworkCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Network { get; set; }

    /// <summary>The namespaces that answer.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(NamespaceCompleter))]
    [ValidateNotNullOrEmpty]
    public NamespaceReference[]? Namespace { get; set; }

    /// <summary>Whether the endpoint of a mapping is one that is asked for.</summary>
    private protected Func<string, NamespaceReference, bool> EndpointFilter()
    {
        var networks = new TextFilter(Network);
        return (network, place) => networks.Matches(network) && (Namespace?.Contains(place) ?? true);
    }
}
