using System.Management.Automation;
using ContainerNet.PowerShell.Binding;
using ContainerNet.PowerShell.Completion;

namespace ContainerNet.PowerShell.Commands;

/// <summary>The base of cmdlets that look for what leads from the host to endpoints.</summary>
public abstract class MappingQueryCommand : NamespaceCommand
{
    /// <summary>Names of networks, or wildcards.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(NetworkCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Network { get; set; }

    /// <summary>The namespaces that answer: names, wildcards, paths, process ids, container:NAME, or objects that say their namespace.</summary>
    [Parameter]
    [NamespaceTransformation]
    [ArgumentCompleter(typeof(NamespaceCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public NamespaceReference[]? Namespace { get; set; }

    private protected override bool TakesNamespaceWildcards => true;

    /// <summary>Tells which endpoints are meant, by the parameters and by an object from the pipeline.</summary>
    private protected EndpointFilter EndpointFilter(PSObject? input = null) => new(Network, ExpandNamed(Namespace), input);
}
