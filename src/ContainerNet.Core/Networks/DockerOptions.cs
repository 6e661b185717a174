using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ContainerNet;

/// <summary>Docker's driver options for networks (<c>docker network create --opt</c>; netlabel and bridge labels in libnetwork).</summary>
public static class DockerOptions
{
    private const string BridgeName = "com.docker.network.bridge.name";
    private const string DefaultBridge = "com.docker.network.bridge.default_bridge";
    private const string Icc = "com.docker.network.bridge.enable_icc";
    private const string Masquerade = "com.docker.network.bridge.enable_ip_masquerade";
    private const string HostBinding = "com.docker.network.bridge.host_binding_ipv4";
    private const string Mtu = "com.docker.network.driver.mtu";
    private const string InterfacePrefix = "com.docker.network.container_iface_prefix";
    private const string HostIPv4 = "com.docker.network.host_ipv4";
    private const string HostIPv6 = "com.docker.network.host_ipv6";
    private const string Parent = "parent";
    private const string Mode = "macvlan_mode";

    /// <summary>The keys that are understood.</summary>
    public static IReadOnlyList<string> Keys { get; } = [BridgeName, DefaultBridge, Icc, Masquerade, HostBinding, Mtu, InterfacePrefix, HostIPv4, HostIPv6, Parent, Mode];

    /// <summary>Reads options into a definition.</summary>
    /// <exception cref="ContainerNetException">A key is unknown, or its value is not one that it takes.</exception>
    public static NetworkDefinition Apply(NetworkDefinition definition, IEnumerable<KeyValuePair<string, string>> options)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(options);
        return options.Aggregate(definition, (current, option) => Apply(current, option.Key, option.Value));
    }

    internal static IReadOnlyDictionary<string, string> Of(Networks.NetworkRecord network)
    {
        var options = new Dictionary<string, string>();
        if (network.Driver == Networks.NetworkDrivers.Bridge)
        {
            options[DefaultBridge] = Text(network.Name == Networks.NetworkDrivers.Bridge);
            options[Icc] = Text(!network.Isolated);
            options[Masquerade] = Text(network.Masquerade);
            options[HostBinding] = (network.HostBinding ?? IPAddress.Any).ToString();
            options[BridgeName] = network.Bridge ?? "";
        }
        if (network.MtuSize is { } mtu) options[Mtu] = mtu.ToString(CultureInfo.InvariantCulture);
        if (network.InterfacePrefix is { } prefix) options[InterfacePrefix] = prefix;
        if (network.SnatAddress is { } ipv4) options[HostIPv4] = ipv4.ToString();
        if (network.IPv6SnatAddress is { } ipv6) options[HostIPv6] = ipv6.ToString();
        if (network.Parent is { } parent) options[Parent] = parent;
        if (network.MacvlanMode is { } mode) options[Mode] = mode.ToString().ToLowerInvariant();
        return options;
    }

    private static NetworkDefinition Apply(NetworkDefinition definition, string key, string value) => key switch
    {
        BridgeName => definition with { BridgeName = value },
        Icc => definition with { Icc = Flag(key, value) },
        Masquerade => definition with { Masquerade = Flag(key, value) },
        HostBinding => definition with { HostBinding = Address(key, value, AddressFamily.InterNetwork) },
        Mtu => definition with { MtuSize = Number(key, value) },
        InterfacePrefix => definition with { InterfacePrefix = value },
        HostIPv4 => definition with { SnatAddress = [.. definition.SnatAddress, Address(key, value, AddressFamily.InterNetwork)] },
        HostIPv6 => definition with { SnatAddress = [.. definition.SnatAddress, Address(key, value, AddressFamily.InterNetworkV6)] },
        Parent => definition with { Parent = value },
        Mode => definition with { MacvlanMode = MacvlanModeOf(key, value) },
        // There is one default network, and this is not how it is made.
        DefaultBridge => Flag(key, value) ? throw Refused(key, value, "false: the default network is there already, as 'bridge'") : definition,
        _ => throw ContainerNetException.Invalid("OptionUnknown", key, $"There is no option '{key}'. Known are {string.Join(", ", Keys)}."),
    };

    private static string Text(bool value) => value ? "true" : "false";

    // What Go's strconv.ParseBool takes.
    private static bool Flag(string key, string value) => value switch
    {
        "1" or "t" or "T" or "TRUE" or "true" or "True" => true,
        "0" or "f" or "F" or "FALSE" or "false" or "False" => false,
        _ => throw Refused(key, value, "true or false"),
    };

    private static uint Number(string key, string value)
        => uint.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out uint number) ? number : throw Refused(key, value, "a number");

    private static IPAddress Address(string key, string value, AddressFamily family)
    {
        IPAddress address = IPAddresses.Parse(value);
        return address.AddressFamily == family ? address : throw Refused(key, value, family == AddressFamily.InterNetwork ? "an IPv4 address" : "an IPv6 address");
    }

    private static MacvlanMode MacvlanModeOf(string key, string value)
        => Enum.TryParse(value, ignoreCase: true, out MacvlanMode mode) && Enum.IsDefined(mode) && !char.IsAsciiDigit(value[0]) ? mode : throw Refused(key, value, "bridge, private, vepa or passthru");

    private static ContainerNetException Refused(string key, string value, string accepted)
        => ContainerNetException.Invalid("OptionInvalid", value, $"'{value}' is no value for option '{key}': it takes {accepted}.");
}
