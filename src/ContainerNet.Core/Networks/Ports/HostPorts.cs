using System.Net;
using ContainerNet.Netlink.SocketDiag;
using ContainerNet.Networks.Records;

namespace ContainerNet.Networks.Ports;

/// <summary>
/// Chooses ports of the host one after the other, so that a port just freed is used last: a client of its former holder then
/// has time to notice (Docker allocates serially for the same reason).
/// </summary>
internal static class HostPorts
{
    /// <summary>Under which name the port that was chosen last is kept among the leases.</summary>
    public const string LeaseName = "host-ports";

    /// <summary>The first free ports after the last chosen one, wrapping around at the end.</summary>
    /// <param name="range">Where to choose.</param>
    /// <param name="count">The number of consecutive ports.</param>
    /// <param name="taken">Ports in use.</param>
    /// <param name="last">The port chosen last, or null.</param>
    /// <exception cref="ContainerNetException">NoFreePort: there are not so many in a row.</exception>
    public static PortRange Choose(PortRange range, int count, IReadOnlySet<int> taken, int? last = null)
    {
        int places = Math.Max(0, range.Count - count + 1);
        int start = last is { } port && range.Contains(port) ? port + 1 - range.First : 0;
        if (start >= places) start = 0;
        for (int i = 0; i < places; i++)
        {
            int first = range.First + (start + i) % places;
            if (!Enumerable.Range(first, count).Any(taken.Contains)) return new PortRange(first, count);
        }
        string missing = count == 1 ? "no free port" : $"no {count} free ports in a row";
        throw ContainerNetException.InUse("NoFreePort", range, $"The host has {missing} from {range.First} to {range.Last}.");
    }

    /// <summary>The ports that cannot be published on an address: they are published there, or a program of the host's answers there.</summary>
    /// <param name="protocol">The protocol to publish.</param>
    /// <param name="hostAddress">The host's address; 0.0.0.0 and :: for all of a family.</param>
    /// <param name="published">Published ports.</param>
    /// <param name="sockets">The host's own sockets.</param>
    public static HashSet<int> Taken(TransportProtocol protocol, IPAddress hostAddress, IEnumerable<PortRecord> published, IEnumerable<ListeningSocket> sockets)
    {
        HashSet<int> taken = [.. sockets.Where(socket => socket.Protocol == protocol && socket.Answers(hostAddress)).Select(socket => (int)socket.Port)];
        taken.UnionWith(published.Where(port => port.Protocol == protocol && PortRecord.Overlap(port.HostAddress, hostAddress)).SelectMany(port => Enumerable.Range(port.HostPort, port.Count)));
        return taken;
    }

}
