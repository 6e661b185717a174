using System.Net;
using System.Net.Sockets;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Splits what a parameter takes for IPv4 and IPv6 at once.</summary>
internal static class ByFamily
{
    /// <summary>The one of a family, or null.</summary>
    /// <exception cref="ContainerNetException">There are two.</exception>
    public static IPNetwork? Only(IEnumerable<IPNetwork> values, string parameter, bool isIPv6)
    {
        IPNetwork[] found = [.. values.Where(value => IsIPv6(value.BaseAddress) == isIPv6)];
        return found.Length == 0 ? null : found.Length == 1 ? found[0] : throw Errors.FamilyTwice(parameter, found[0], found[1]);
    }

    /// <inheritdoc cref="Only(IEnumerable{IPNetwork}, string, bool)"/>
    public static IPAddress? Only(IEnumerable<IPAddress> values, string parameter, bool isIPv6)
    {
        IPAddress[] found = [.. values.Where(value => IsIPv6(value) == isIPv6)];
        return found.Length == 0 ? null : found.Length == 1 ? found[0] : throw Errors.FamilyTwice(parameter, found[0], found[1]);
    }

    private static bool IsIPv6(IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6;
}
