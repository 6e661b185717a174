using System.Net;
using ContainerNet.Linux.Etc;
using ContainerNet.Networks.Names;
using ContainerNet.Networks.Records;

namespace ContainerNet.Service.Names;

/// <summary>What the name server knows: the state of the host as it is now. Nothing is kept here that the state does not say.</summary>
/// <param name="host">The host.</param>
internal sealed class NameState(NetHost host)
{
    private volatile View _view = new([], [], new NameDirectory([], []));

    /// <summary>Which endpoint has which name. Each call checks the state's files; if a file cannot be read, the last known names stay.</summary>
    public NameDirectory Directory
    {
        get
        {
            View view = _view;
            try
            {
                IReadOnlyList<NetworkRecord> networks = host.Context.State.Networks;
                IReadOnlyList<EndpointRecord> endpoints = host.Context.State.Endpoints;
                if (!ReferenceEquals(networks, view.Networks) || !ReferenceEquals(endpoints, view.Endpoints))
                    _view = view = new View(networks, endpoints, new NameDirectory(networks, endpoints));
            }
            catch (ContainerNetException)
            {
                // The next command reports the damage.
            }
            return view.Directory;
        }
    }

    /// <summary>The servers for a member's outside names; empty when none can be reached.</summary>
    public IReadOnlyList<IPAddress> UpstreamOf(NameMember member)
    {
        if (!member.HasWayOut) return [];
        IReadOnlyList<IPAddress> chosen = member.Dns.Count > 0 ? member.Dns : Configured();
        return UpstreamServers.Choose(chosen, HostFile.Read(host.Options.EtcDirectory, "resolv.conf"), _view.Directory.Listeners.Select(listener => listener.Address));
    }

    private IReadOnlyList<IPAddress> Configured()
    {
        try
        {
            return host.Configuration.Get().DnsValue;
        }
        catch (ContainerNetException)
        {
            return [];
        }
    }

    private sealed record View(IReadOnlyList<NetworkRecord> Networks, IReadOnlyList<EndpointRecord> Endpoints, NameDirectory Directory);
}
