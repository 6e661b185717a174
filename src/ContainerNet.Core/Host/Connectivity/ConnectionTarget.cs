using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ContainerNet.Plans;

namespace ContainerNet.Host.Connectivity;

/// <summary>Finds the addresses of a target: a literal address as it is, a name by the system's resolver.</summary>
internal static class ConnectionTarget
{
    /// <summary>The addresses, in the resolver's order; none when the name has none.</summary>
    /// <exception cref="ContainerNetException">A link-local address without its interface, or with one that is not there.</exception>
    public static IReadOnlyList<IPAddress> Resolve(HostContext host, NamespaceReference reference, string target, CancellationToken cancellation)
    {
        if (string.IsNullOrWhiteSpace(target)) throw ContainerNetException.Invalid("InvalidComputerName", target, "The target is empty. Give a host name or an IP address.");
        int percent = target.IndexOf('%', StringComparison.Ordinal);
        string address = percent < 0 ? target : target[..percent];
        if (IPAddress.TryParse(address, out IPAddress? literal))
            return [Plain(percent < 0 ? RequireScope(literal) : Scoped(host, reference, IPAddresses.Parse(address), target[(percent + 1)..]))];
        return Lookup(target, cancellation);
    }

    private static IPAddress[] Lookup(string name, CancellationToken cancellation)
    {
        try
        {
            return [.. Dns.GetHostAddressesAsync(name, cancellation).GetAwaiter().GetResult().Select(Plain)];
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            return [];
        }
    }

    // A scope is an interface of the namespace, which the process's own parser would look for elsewhere.
    private static IPAddress Scoped(HostContext host, NamespaceReference reference, IPAddress address, string scope)
    {
        if (!address.IsIPv6LinkLocal && !address.IsIPv6Multicast)
            throw ContainerNetException.Invalid("InvalidScope", scope, $"{address} is not a link-local address, so the scope '%{scope}' has no meaning. Only link-local addresses take a scope.");
        using PlanSession session = host.NewSession();
        bool isIndex = int.TryParse(scope, NumberStyles.None, CultureInfo.InvariantCulture, out int index);
        if (!isIndex) index = session.LinkIndex(reference, InterfaceName.Check(scope));
        return new IPAddress(address.GetAddressBytes(), index);
    }

    private static IPAddress RequireScope(IPAddress address) => address.IsIPv6LinkLocal
        ? throw ContainerNetException.Invalid("ScopeMissing", address, $"{address} is a link-local address, which every link can have. Name the interface, as in {address}%eth0.")
        : address;

    // To the kernel "any" means itself as a destination, and what answers is loopback.
    private static IPAddress Plain(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) return address.MapToIPv4();
        if (address.Equals(IPAddress.Any)) return IPAddress.Loopback;
        return address.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback : address;
    }
}
