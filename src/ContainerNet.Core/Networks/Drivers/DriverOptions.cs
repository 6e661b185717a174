using System.Globalization;
using System.Net;
using ContainerNet.Networks.Records;

namespace ContainerNet.Networks.Drivers;

/// <summary>The settings of a network as Docker's driver options.</summary>
internal static class DriverOptions
{
    public static IReadOnlyDictionary<string, string> Of(NetworkRecord network)
    {
        var options = new Dictionary<string, string>();
        if (network.Driver == NetworkDrivers.Bridge)
        {
            options[DockerOptions.DefaultBridge] = Text(network.Name == NetworkDrivers.Bridge);
            options[DockerOptions.Icc] = Text(!network.Isolated);
            options[DockerOptions.Masquerade] = Text(network.Masquerade);
            options[DockerOptions.HostAccess] = Text(network.HostAccess ?? !network.Internal);
            options[DockerOptions.HostBinding] = (network.HostBinding ?? IPAddress.Any).ToString();
            options[DockerOptions.BridgeName] = network.Bridge ?? "";
        }
        if (network.MtuSize is { } mtu) options[DockerOptions.Mtu] = mtu.ToString(CultureInfo.InvariantCulture);
        if (network.InterfacePrefix is { } prefix) options[DockerOptions.InterfacePrefix] = prefix;
        if (network.SnatAddress is { } ipv4) options[DockerOptions.HostIPv4] = ipv4.ToString();
        if (network.IPv6SnatAddress is { } ipv6) options[DockerOptions.HostIPv6] = ipv6.ToString();
        if (network.Parent is { } parent) options[DockerOptions.Parent] = parent;
        if (network.MacvlanMode is { } mode) options[DockerOptions.Mode] = mode.ToString().ToLowerInvariant();
        return options;
    }

    private static string Text(bool value) => value ? "true" : "false";
}
