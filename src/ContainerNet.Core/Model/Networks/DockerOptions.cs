using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ContainerNet;

/// <summary>Docker's driver options for networks (<c>docker network create --opt</c>; netlabel and bridge labels in libnetwork).</summary>
public static class DockerOptions
{
    internal const string BridgeName = "com.docker.network.bridge.name";
    internal const string DefaultBridge = "com.docker.network.bridge.default_bridge";
    internal const string Icc = "com.docker.network.bridge.enable_icc";
    internal const string Masquerade = "com.docker.network.bridge.enable_ip_masquerade";
    internal const string HostBinding = "com.docker.network.bridge.host_binding_ipv4";
    internal const string Mtu = "com.docker.network.driver.mtu";
    internal const string InterfacePrefix = "com.docker.network.container_iface_prefix";
    internal const string HostIPv4 = "com.docker.network.host_ipv4";
    internal const string HostIPv6 = "com.docker.network.host_ipv6";
    internal const string HostAccess = "containernet.host_access";
    internal const string Parent = "parent";
    internal const string Mode = "macvlan_mode";

    /// <summary>The keys that are understood.</summary>
    public static IReadOnlyList<string> Keys { get; } = [BridgeName, DefaultBridge, Icc, Masquerade, HostBinding, Mtu, InterfacePrefix, HostIPv4, HostIPv6, HostAccess, Parent, Mode];

    /// <summary>Reads options into a definition.</summary>
    /// <exception cref="ContainerNetException">A key is unknown, or its value is not one that it takes.</exception>
    public static NetworkDefinition Apply(NetworkDefinition definition, IEnumerable<KeyValuePair<string, string>> options)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(options);
        return options.Aggregate(definition, (current, option) => Apply(current, option.Key, option.Value));
    }

    private static NetworkDefinition Apply(NetworkDefinition definition, string key, string value) => key switch
    {
        BridgeName => definition with { BridgeName = value },
        Icc => definition with { Icc = Flag(key, value) },
        HostAccess => definition with { HostAccess = Flag(key, value) },
        Masquerade => definition with { Masquerade = Flag(key, value) },
        HostBinding => definition with { HostBinding = Address(key, value, AddressFamily.InterNetwork) },
        Mtu => definition with { MtuSize = Number(key, value) },
        InterfacePrefix => definition with { InterfacePrefix = value },
        HostIPv4 => definition with { SnatAddress = [.. definition.SnatAddress, Address(key, value, AddressFamily.InterNetwork)] },
        HostIPv6 => definition with { SnatAddress = [.. definition.SnatAddress, Address(key, value, AddressFamily.InterNetworkV6)] },
        Parent => definition with { Parent = value },
        Mode => definition with { MacvlanMode = MacvlanModeOf(key, value) },
        // There is one default network, and this is not how it is made.
        DefaultBridge => Flag(key, value) ? throw Refused(key, value, "false, because the default network 'bridge' already exists") : definition,
        _ => throw ContainerNetException.Invalid("OptionUnknown", key, $"'{key}' is not a network option. The options are {string.Join(", ", Keys)}."),
    };

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
        => ContainerNetException.Invalid("InvalidOption", value, $"'{value}' is not a value of option '{key}'. The option takes {accepted}.");
}
