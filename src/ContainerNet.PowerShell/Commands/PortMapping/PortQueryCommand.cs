using System.Management.Automation;
using System.Net;
using ContainerNet.Firewall;

namespace ContainerNet.PowerShell.Commands;

/// <summary>The base of cmdlets that look for published ports.</summary>
public abstract class PortQueryCommand : MappingQueryCommand
{
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
        List<PortMapping> found = [.. Matching(Net.Ports.List()).Where(mapping => hostPorts?.Contains(mapping.HostPort) ?? true)];
        ForEach(found, work);
        foreach (int missing in (hostPorts ?? []).Except(found.Select(mapping => mapping.HostPort)))
            WriteError(Errors.PortNotPublished(missing).ToErrorRecord());
    }

    /// <summary>The mappings that the common parameters ask for.</summary>
    private protected IEnumerable<PortMapping> Matching(IEnumerable<PortMapping> mappings)
    {
        Func<string, NamespaceReference, bool> isAsked = EndpointFilter();
        return mappings.Where(mapping => isAsked(mapping.Network, mapping.Namespace) && (HostAddress?.Contains(mapping.HostAddress) ?? true) && (Protocol?.Contains(mapping.Protocol) ?? true));
    }
}
