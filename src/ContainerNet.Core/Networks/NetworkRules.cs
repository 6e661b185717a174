using System.Net;
using System.Net.Sockets;
using ContainerNet.Interop;
using ContainerNet.Links;

namespace ContainerNet.Networks;

/// <summary>What a new network has to be, checked before anything is touched.</summary>
internal static class NetworkRules
{
    private const int MaxNameLength = 128;
    private const int MaxPrefixLength = 30;

    public static void Check(NetworkDefinition definition)
    {
        CheckName(definition.Name);
        CheckSubnet(definition.Subnet);
        if (definition.Gateway is { } gateway) CheckHostAddress("InvalidGateway", "the gateway", definition.Subnet, gateway);
        if (definition.BridgeName is { } bridge) InterfaceName.Check(bridge);
        if (definition.MtuSize is < 68 or > 65535)
            throw ContainerNetException.Invalid("InvalidMtu", definition.MtuSize, $"An MTU of {definition.MtuSize} bytes is out of range for a bridge; it is 68 to 65535.");
    }

    /// <summary>An address that one host on the subnet can have: in it, and neither its first nor its last.</summary>
    public static void CheckHostAddress(string errorId, string role, IPNetwork subnet, IPAddress address)
    {
        bool usable = address.AddressFamily == subnet.BaseAddress.AddressFamily && subnet.Contains(address)
            && !address.Equals(subnet.BaseAddress) && !address.Equals(subnet.LastAddress());
        if (!usable) throw ContainerNetException.Invalid(errorId, address, $"{address} cannot be {role} on {subnet}: it is not one of the subnet's host addresses.");
    }

    private static void CheckName(string name)
    {
        bool valid = name is { Length: >= 1 and <= MaxNameLength } && char.IsAsciiLetterOrDigit(name[0])
            && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-');
        if (!valid) throw ContainerNetException.Invalid("InvalidNetworkName", name, $"'{name}' is not a network name: a letter or digit, then up to {MaxNameLength - 1} letters, digits, '_', '.' and '-'.");
    }

    private static void CheckSubnet(IPNetwork subnet)
    {
        if (subnet.BaseAddress.AddressFamily != AddressFamily.InterNetwork)
            throw new ContainerNetException($"{subnet} is an IPv6 subnet; a network takes an IPv4 one.", ErrorKind.Unsupported) { ErrorId = "IPv6SubnetUnsupported", Subject = subnet };
        if (subnet.PrefixLength > MaxPrefixLength)
            throw ContainerNetException.Invalid("InvalidSubnet", subnet, $"{subnet} has no room for a gateway and an endpoint; its prefix length is at most {MaxPrefixLength}.");
    }
}
