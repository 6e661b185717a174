using System.Net;

namespace ContainerNet.Configuration;

/// <summary>Works the default network out of its keys, and notes which of them cannot be had together.</summary>
/// <param name="file">The file's name, for messages.</param>
/// <param name="properties">Its keys.</param>
internal sealed class DefaultNetworkRules(string file, IReadOnlyList<ConfigurationProperty> properties)
{
    private const uint MinIPv6Mtu = 1280;

    private readonly List<string> _warnings = [];

    /// <summary>The configuration with its default network and its warnings.</summary>
    /// <exception cref="ContainerNetException">Two keys contradict each other.</exception>
    public ContainerNetConfiguration Resolve(ContainerNetConfiguration read)
    {
        // RFC 8200, section 5.
        if (read is { IPv6: true, Mtu: < MinIPv6Mtu }) throw Invalid("mtu", $"{read.Mtu} is too small for IPv6, which 'ipv6' turns on; it is at least {MinIPv6Mtu}.");
        if (read is { Bip: null, FixedCidr: { } ipv4 }) CheckRoom("fixed-cidr", ipv4);
        if (read is { Bip6: null, FixedCidrV6: { } ipv6 }) CheckRoom("fixed-cidr-v6", ipv6);
        Subnet four = Resolve("", read.Bip, read.FixedCidr, read.DefaultGateway);
        Subnet six = Resolve(read.IPv6 ? "-v6" : null, read.Bip6, read.FixedCidrV6, read.DefaultGatewayV6);
        var network = new DefaultNetworkSettings
        {
            Enabled = read.Bridge != "none",
            BridgeName = read.Bridge,
            Subnet = four.Network,
            BridgeAddress = read.Bip?.Address,
            IPRange = four.Range,
            Gateway = four.Gateway,
            IPv6 = read.IPv6,
            IPv6Subnet = six.Network,
            IPv6BridgeAddress = read.Bip6?.Address,
            IPv6Range = six.Range,
            IPv6Gateway = six.Gateway,
            Mtu = read.Mtu,
            Icc = read.Icc,
            Masquerade = read.IPMasq && read.IPTables,
            HostBinding = read.IP,
        };
        return read with { DefaultNetwork = network, Warnings = _warnings };
    }

    /// <param name="suffix">What the family's keys end with; null where nobody will use them, so that there is nothing to warn of.</param>
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
            Warn($"fixed-cidr{suffix}", $"{range} is outside of {subnet}, the bridge's network, and left out: containers get addresses from all of {subnet}.");
        if (suffix is not null && gateway is not null && !reachable)
            Warn($"default-gateway{suffix}", $"{gateway} is no host's address in {subnet?.ToString() ?? "a subnet that is not known before"}, and left out: the bridge is the gateway.");
        return new Subnet(subnet, narrower ? range : null, reachable ? gateway : null);
    }

    private void CheckRoom(string key, IPNetwork subnet)
    {
        int longest = ConfigurationSetting.MaxLength(subnet.BaseAddress.AddressFamily);
        if (subnet.PrefixLength > longest) throw Invalid(key, $"{subnet} leaves no room for a bridge and a container; the prefix length is at most {longest}.");
    }

    private void Warn(string key, string text) => _warnings.Add($"{file}, line {LineOf(key)}: '{key}' {text}");

    private ContainerNetException Invalid(string key, string fault) => ConfigurationErrors.Invalid(file, LineOf(key), $"'{key}' {fault}");

    private int LineOf(string key) => properties.First(property => property.Key == key).Line;

    private readonly record struct Subnet(IPNetwork? Network, IPNetwork? Range, IPAddress? Gateway);
}
