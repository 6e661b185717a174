using System.Management.Automation;
using System.Net;
using ContainerNet.PowerShell.Binding;
using ContainerNet.PowerShell.Completion;

namespace ContainerNet.PowerShell.Commands;

/// <summary>The base of cmdlets that look for published ports.</summary>
public abstract class PortQueryCommand : MappingQueryCommand
{
    /// <summary>The host's addresses; 0.0.0.0 is that of ports which are published on all of them.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(PublishedAddressCompleter))]
    [ValidateNotNullOrEmpty]
    public IPAddress[]? HostAddress { get; set; }

    /// <summary>Tcp, Udp or Sctp; all when not given.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public TransportProtocol[]? Protocol { get; set; }

    /// <summary>Writes or removes the mappings that match; a port that nothing matches is an error.</summary>
    private protected void ForMatching(int[]? hostPorts, PSObject? input, Action<PortMapping> work)
    {
        List<PortMapping> found = [.. Matching(Net.Ports.List(), input).Where(mapping => hostPorts?.Contains(mapping.HostPort) ?? true)];
        ForEach(found, work);
        foreach (int missing in (hostPorts ?? []).Except(found.Select(mapping => mapping.HostPort)))
            WriteError(Errors.PortNotPublished(missing).ToErrorRecord());
    }

    /// <summary>The mappings that the common parameters ask for.</summary>
    private protected IEnumerable<PortMapping> Matching(IEnumerable<PortMapping> mappings, PSObject? input = null)
    {
        EndpointFilter filter = EndpointFilter(input);
        return mappings.Where(mapping => filter.Matches(mapping.Network, mapping.NamespaceValue) && (HostAddress?.Contains(mapping.HostAddressValue) ?? true) && (Protocol?.Contains(mapping.Protocol) ?? true));
    }
}
