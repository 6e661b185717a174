using System.Net;

namespace ContainerNet.Configuration;

/// <summary>Works the default network out of its keys, and notes which of them cannot be had together.</summary>
/// <param name="file">The file's name, for messages.</param>
/// <param name="properties">Its keys.</param>
internal sealed class DefaultNetworkRules(string file, IReadOnlyList<ConfigurationProperty> properties)
{
    private const uint MinIPv6Mtu = 1280;

    private readonly List<string> _warnings = [];

    /// <summary>Gives the configuration its default network and the warnings about it.</summary>
    /// <exception cref="ContainerNetException">Two keys contradict each other.</exception>
    public void Resolve(ContainerNetConfiguration read)
    {
        // RFC 8200, section 5.
        if (read is { IPv6: true, Mtu: < MinIPv6Mtu }) throw Invalid("mtu", $"{read.Mtu} is too small for IPv6, which 'ipv6' enables. The least is {MinIPv6Mtu}.");
        if (read is { BipValue: null, FixedCidrValue: { } ipv4 }) CheckRoom("fixed-cidr", ipv4);
        if (read is { Bip6Value: null, FixedCidrV6Value: { } ipv6 }) CheckRoom("fixed-cidr-v6", ipv6);
        Subnet four = Resolve("", read.BipValue, read.FixedCidrValue, read.DefaultGatewayValue);
        Subnet six = Resolve(read.IPv6 ? "-v6" : null, read.Bip6Value, read.FixedCidrV6Value, read.DefaultGatewayV6Value);
        read.DefaultNetwork = new DefaultNetworkSettings
        {
            Enabled = read.Bridge != "none",
            BridgeName = read.Bridge,
            SubnetValue = four.Network,
            BridgeAddressValue = read.BipValue?.Address,
            IPRangeValue = four.Range,
            GatewayValue = four.Gateway,
            IPv6 = read.IPv6,
            IPv6SubnetValue = six.Network,
            IPv6BridgeAddressValue = read.Bip6Value?.Address,
            IPv6RangeValue = six.Range,
            IPv6GatewayValue = six.Gateway,
            Mtu = read.Mtu,
            Icc = read.Icc,
            Masquerade = read.IPMasq && read.IPTables,
            HostBindingValue = read.IPValue,
        };
        read.Warnings = [.. read.Warnings, .. _warnings];
    }

    /// <param name="suffix">What the family's keys end with; null when the family is unused, so that no warning is needed.</param>
    /// <param name="bridge">The bridge's address.</param>
    /// <param name="range">The fixed range.</param>
    /// <param name="gateway">The gateway.</param>
    private Subnet Resolve(string? suffix, InterfaceAddress? bridge, IPNetwork? range, IPAddress? gateway)
    {
        IPNetwork? subnet = bridge?.Network ?? range;
        bool outside = range is { } given && !given.Overlaps(subnet!.Value);
        bool narrower = range is { } wanted && !outside && wanted.PrefixLength > subnet!.Value.PrefixLength;
        bool reachable = gateway is not null && subnet is { } around && ConfigurationSetting.IsHost(gateway, around);
        if (suffix is not null && outside)
            Warn($"fixed-cidr{suffix}", $"{range} is outside the bridge's network {subnet} and is ignored. Containers get addresses from all of {subnet}.");
        if (suffix is not null && gateway is not null && !reachable)
            Warn($"default-gateway{suffix}", $"{gateway} is not a host address in {subnet?.ToString() ?? "a subnet that is chosen later"} and is ignored. The bridge is the gateway.");
        return new Subnet(subnet, narrower ? range : null, reachable ? gateway : null);
    }

    private void CheckRoom(string key, IPNetwork subnet)
    {
        int longest = ConfigurationSetting.MaxLength(subnet.BaseAddress.AddressFamily);
        if (subnet.PrefixLength > longest) throw Invalid(key, $"{subnet} has no room for a bridge and a container. The prefix length is at most {longest}.");
    }

    private void Warn(string key, string text) => _warnings.Add($"{file}, line {LineOf(key)}: '{key}' {text}");

    private ContainerNetException Invalid(string key, string fault) => ConfigurationErrors.Invalid(file, LineOf(key), $"'{key}' {fault}");

    private int LineOf(string key) => properties.First(property => property.Key == key).Line;

    private readonly record struct Subnet(IPNetwork? Network, IPNetwork? Range, IPAddress? Gateway);
}
