using System.Management.Automation;
using System.Net;
using ContainerNet.PowerShell.Completion;

namespace ContainerNet.PowerShell.Commands;

/// <summary>The base of cmdlets that look for mapped addresses.</summary>
public abstract class AddressMappingQueryCommand : NetCommand
{
    /// <summary>Addresses of the host; all when not given.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public IPAddress[]? HostAddress { get; set; }

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

    /// <summary>Writes or removes the mappings that match; an address that nothing matches is an error.</summary>
    protected void ForMatching(Action<AddressMapping> work)
    {
        var networks = new TextFilter(Network);
        List<AddressMapping> found = [.. Net.AddressMappings.List().Where(mapping => networks.Matches(mapping.Network)
            && (Namespace?.Contains(mapping.Namespace) ?? true) && (HostAddress?.Contains(mapping.HostAddress) ?? true))];
        ForEach(found, work);
        foreach (IPAddress missing in (HostAddress ?? []).Except(found.Select(mapping => mapping.HostAddress)))
            WriteError(Errors.NotFound("AddressMappingNotFound", "mapped address", missing.ToString()).ToErrorRecord());
    }
}
