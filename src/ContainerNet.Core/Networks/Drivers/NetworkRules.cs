using System.Net;
using System.Net.Sockets;
using ContainerNet.Networks.Records;

namespace ContainerNet.Networks.Drivers;

/// <summary>What a new network has to be, checked before anything is touched.</summary>
internal static class NetworkRules
{
    private const int MaxNameLength = 128;
    private const int MaxPrefixLength = 30;
    private const int MaxIPv6PrefixLength = 126;

    // IPv6 needs links that take 1280 bytes (RFC 8200, section 5).
    private const uint MinIPv6Mtu = 1280;

    // Interface names have 15 characters; three stay for the number.
    private const int MaxInterfacePrefixLength = 12;

    public static void Check(NetworkDefinition definition)
    {
        CheckName(definition.Name);
        CheckDriver(definition);
        CheckPools(definition);
        if (definition.BridgeName is { } bridge) InterfaceName.Check(bridge);
        if (definition.Parent is { } parent) InterfaceName.Check(parent);
        if (definition.InterfacePrefix is { } prefix) CheckInterfacePrefix(prefix);
        CheckMtu(definition);
        CheckSnat(definition);
        if (definition.HostBinding is { } binding && binding.AddressFamily != AddressFamily.InterNetwork)
            throw ContainerNetException.Invalid("InvalidHostBinding", binding, $"{binding} cannot be a host binding. A host binding is an IPv4 address.");
        if (definition.Labels.Keys.Any(string.IsNullOrEmpty)) throw ContainerNetException.Invalid("InvalidLabel", definition.Name, "A label has an empty name. Give each label a name.");
    }

    /// <summary>An address that one host on the subnet can have: in it, and neither its first nor, in IPv4, its last.</summary>
    public static void CheckHostAddress(string errorId, string role, IPNetwork subnet, IPAddress address)
    {
        bool usable = address.AddressFamily == subnet.BaseAddress.AddressFamily && subnet.Contains(address) && !address.Equals(subnet.BaseAddress)
            && (address.AddressFamily == AddressFamily.InterNetworkV6 || !address.Equals(subnet.LastAddress()));
        if (!usable) throw ContainerNetException.Invalid(errorId, address, $"{address} cannot be {role} on {subnet}: it is not one of the subnet's host addresses.");
    }

    private static void CheckName(string name)
    {
        bool valid = name is { Length: >= 1 and <= MaxNameLength } && char.IsAsciiLetterOrDigit(name[0])
            && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-');
        if (!valid) throw ContainerNetException.Invalid("InvalidNetworkName", name, $"'{name}' is not a network name. A name starts with a letter or digit, followed by up to {MaxNameLength - 1} letters, digits, '_', '.' or '-'.");
        if (DefaultNetworks.IsDefault(name)) throw ContainerNetException.Exists("NetworkExists", name, $"Network '{name}' is predefined. Choose another name.");
    }

    private static void CheckDriver(NetworkDefinition definition)
    {
        switch (definition.Driver)
        {
            case NetworkDrivers.Bridge:
                Refuse(definition.Parent is not null || definition.MacvlanMode is not null, "Parent", "a bridge network", "-Driver macvlan");
                break;
            case NetworkDrivers.Macvlan:
                if (definition.Parent is null) throw ContainerNetException.Invalid("ParentMissing", definition.Name, $"Network '{definition.Name}' needs a parent interface on the host. Give -Parent.");
                Refuse(definition.BridgeName is not null, "BridgeName", "a macvlan network", "-Driver bridge");
                Refuse(definition.SnatAddress.Count > 0, "SnatAddress", "a macvlan network", "-Driver bridge");
                Refuse(!definition.Icc, "DisableIcc", "a macvlan network", "-MacvlanMode Private");
                break;
            case NetworkDrivers.Host or NetworkDrivers.Null:
                string there = definition.Driver == NetworkDrivers.Host ? DefaultNetworks.HostName : DefaultNetworks.NoneName;
                throw ContainerNetException.Exists("DriverTaken", definition.Driver, $"Network '{there}' is the only network with the driver '{definition.Driver}', and it is predefined.");
            default:
                throw ContainerNetException.Invalid("DriverUnknown", definition.Driver, $"'{definition.Driver}' is not a network driver. The drivers are {string.Join(", ", NetworkDrivers.All)}.");
        }
    }

    private static void Refuse(bool given, string parameter, string kind, string instead)
    {
        if (given) throw ContainerNetException.Invalid("DriverMismatch", parameter, $"-{parameter} has no meaning for {kind}. It belongs to {instead}.");
    }

    private static void CheckPools(NetworkDefinition definition)
    {
        CheckPool("IPv4", definition.Subnet, MaxPrefixLength, AddressFamily.InterNetwork, definition.Gateway, definition.IPRange);
        CheckPool("IPv6", definition.IPv6Subnet, MaxIPv6PrefixLength, AddressFamily.InterNetworkV6, definition.IPv6Gateway, definition.IPv6Range);
        foreach ((string name, IPAddress address) in definition.AuxAddress)
        {
            IPNetwork subnet = (address.AddressFamily == AddressFamily.InterNetwork ? definition.Subnet : definition.IPv6Subnet)
                ?? throw ContainerNetException.Invalid("InvalidAuxAddress", address, $"The auxiliary address '{name}' ({address}) is in none of the network's subnets.");
            CheckHostAddress("InvalidAuxAddress", $"the auxiliary address '{name}'", subnet, address);
        }
    }

    private static void CheckPool(string family, IPNetwork? given, int maxPrefixLength, AddressFamily addressFamily, IPAddress? gateway, IPNetwork? range)
    {
        if (given is not { } subnet)
        {
            if (gateway is not null) throw ContainerNetException.Invalid("InvalidGateway", gateway, $"The gateway {gateway} needs an {family} subnet. Give the subnet that contains it.");
            if (range is not null) throw ContainerNetException.Invalid("InvalidIPRange", range, $"The range {range} needs an {family} subnet. Give the subnet that contains it.");
            return;
        }
        if (subnet.BaseAddress.AddressFamily != addressFamily) throw ContainerNetException.Invalid("InvalidSubnet", subnet, $"{subnet} is not an {family} subnet.");
        if (subnet.PrefixLength > maxPrefixLength)
            throw ContainerNetException.Invalid("InvalidSubnet", subnet, $"{subnet} has no room for a gateway and an endpoint. The prefix length is at most {maxPrefixLength}.");
        if (gateway is not null) CheckHostAddress("InvalidGateway", "the gateway", subnet, gateway);
        if (range is { } part && (part.BaseAddress.AddressFamily != addressFamily || !subnet.Contains(part.BaseAddress) || part.PrefixLength < subnet.PrefixLength))
            throw ContainerNetException.Invalid("InvalidIPRange", part, $"The range {part} is not part of {subnet}.");
    }

    private static void CheckInterfacePrefix(string prefix)
    {
        InterfaceName.Check(prefix);
        if (prefix.Length > MaxInterfacePrefixLength)
            throw ContainerNetException.Invalid("InvalidInterfacePrefix", prefix, $"The interface prefix '{prefix}' leaves no room for a number. A prefix has at most {MaxInterfacePrefixLength} characters.");
    }

    private static void CheckMtu(NetworkDefinition definition)
    {
        if (definition.MtuSize is not { } mtu) return;
        if (mtu is < 68 or > 65535) throw ContainerNetException.Invalid("InvalidMtu", mtu, $"An MTU of {mtu} bytes is out of range for a network. The range is 68 to 65535 bytes.");
        if (mtu < MinIPv6Mtu && (definition.EnableIPv6 || definition.IPv6Subnet is not null))
            throw ContainerNetException.Invalid("InvalidMtu", mtu, $"An MTU of {mtu} bytes is too small for IPv6, which needs at least {MinIPv6Mtu} bytes.");
    }

    private static void CheckSnat(NetworkDefinition definition)
    {
        if (definition.SnatAddress.Count == 0) return;
        if (!definition.Masquerade) throw ContainerNetException.Invalid("SnatContradiction", definition.SnatAddress[0], "-SnatAddress and -DisableMasquerade contradict each other.");
        if (definition.SnatAddress.GroupBy(address => address.AddressFamily).FirstOrDefault(family => family.Count() > 1) is { } twice)
            throw ContainerNetException.Invalid("InvalidSnatAddress", twice.Last(), $"{string.Join(" and ", twice)} are two addresses of one family. A network has one source address of each family.");
    }
}
