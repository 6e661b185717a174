using System.Management.Automation;
using System.Net;
using ContainerNet.Firewall;
using ContainerNet.PowerShell.Completion;

namespace ContainerNet.PowerShell.Commands;

/// <summary>The base of cmdlets that look for published ports.</summary>
public abstract class PortQueryCommand : NetCommand
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

    /// <summary>The host's addresses; 0.0.0.0 is that of ports which are published on all of them.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public IPAddress[]? HostAddress { get; set; }

    /// <summary>Tcp, Udp or Sctp; all when not given.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public TransportProtocol[]? Protocol { get; set; }

    /// <summary>Writes or removes the mappings that match; a port that nothing matches is an error.</summary>
    protected void ForMatching(int[]? hostPorts, Action<PortMapping> work)
    {
        List<PortMapping> found = [.. Net.Ports.List().Where(mapping => IsMatch(mapping) && (hostPorts?.Contains(mapping.HostPort) ?? true))];
        ForEach(found, work);
        foreach (int missing in (hostPorts ?? []).Except(found.Select(mapping => mapping.HostPort)))
            WriteError(Errors.PortNotPublished(missing).ToErrorRecord());
    }

    /// <summary>Whether a mapping is what the common parameters ask for.</summary>
    private protected bool IsMatch(PortMapping mapping)
        => new TextFilter(Network).Matches(mapping.Network)
            && (Namespace?.Contains(mapping.Namespace) ?? true)
            && (HostAddress?.Contains(mapping.HostAddress) ?? true)
            && (Protocol?.Contains(mapping.Protocol) ?? true);
}
