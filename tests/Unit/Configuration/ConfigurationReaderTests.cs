using System.Net;
using System.Text;
using ContainerNet.Configuration;
using Xunit;

namespace ContainerNet.Tests.Configuration;

public sealed class ConfigurationReaderTests
{
    [Theory]
    [InlineData("")]
    [InlineData(" \n\t")]
    [InlineData("{}")]
    [InlineData("\ufeff{}")]
    public void A_file_that_says_nothing_means_Dockers_defaults(string text)
    {
        ContainerNetConfiguration read = Samples.Read(text);
        Assert.Equal(new DefaultNetworkSettings(), read.DefaultNetwork);
        Assert.Equal("cnet0", read.DefaultNetwork.BridgeName);
        Assert.Equal(17, read.DefaultAddressPools.Count);
        Assert.Empty(read.Warnings);
    }

    [Fact]
    public void The_tutorials_file_gives_a_network_where_its_bridge_is()
    {
        ContainerNetConfiguration read = Samples.Read(Samples.Tutorial);
        DefaultNetworkSettings network = read.DefaultNetwork;
        Assert.Equal(IPNetwork.Parse("192.168.1.0/24"), network.Subnet);
        Assert.Equal(IPAddress.Parse("192.168.1.5"), network.BridgeAddress);
        Assert.Null(network.IPRange);
        Assert.Null(network.Gateway);
        Assert.Equal(1500u, network.Mtu);
        Assert.Equal(["10.20.1.2", "10.20.1.3"], read.Dns.Select(address => address.ToString()));
    }

    [Fact]
    public void What_the_tutorials_file_cannot_have_is_told_with_key_and_line()
        => Assert.Equal(
            [
                "daemon.json, line 3: 'fixed-cidr' 10.20.0.0/16 is outside of 192.168.1.0/24, the bridge's network, and left out: containers get addresses from all of 192.168.1.0/24.",
                "daemon.json, line 6: 'default-gateway' 10.20.1.1 is no host's address in 192.168.1.0/24, and left out: the bridge is the gateway.",
            ],
            Samples.Read(Samples.Tutorial).Warnings);

    [Fact]
    public void Keys_about_other_things_are_accepted_and_empty_ones_say_nothing()
    {
        ContainerNetConfiguration read = Samples.Read(Samples.Mixed);
        Assert.Empty(read.Warnings);
        Assert.Equal(["base=172.30.0.0/16,size=24", "base=fd40:1::/48,size=64"], read.DefaultAddressPools.Select(pool => pool.ToString()));
        Assert.Equal("1400", read.DefaultNetworkOption["bridge"]["com.docker.network.driver.mtu"]);
        Assert.Equal(["example.org", "."], read.DnsSearch);
        Assert.Equal("tcp://0.0.0.0:2375", read.Hosts[0]);
        Assert.Equal(new DefaultNetworkSettings { Icc = false, Masquerade = false }, read.DefaultNetwork);
        Assert.False(read.IPForward || read.IPTables || read.IP6Tables);
    }

    [Fact]
    public void A_fixed_range_inside_the_bridges_network_narrows_it()
    {
        DefaultNetworkSettings network = Samples.Read("""{ "bip": "192.168.199.1/24", "fixed-cidr": "192.168.199.1/25", "default-gateway": "192.168.199.254" }""").DefaultNetwork;
        Assert.Equal(IPNetwork.Parse("192.168.199.0/24"), network.Subnet);
        Assert.Equal(IPNetwork.Parse("192.168.199.0/25"), network.IPRange);
        Assert.Equal(IPAddress.Parse("192.168.199.254"), network.Gateway);
    }

    [Fact]
    public void A_fixed_range_without_a_bridge_address_is_the_network()
    {
        DefaultNetworkSettings network = Samples.Read("""{ "fixed-cidr": "10.20.0.0/16", "ipv6": true, "fixed-cidr-v6": "2001:db8::/64", "default-gateway-v6": "2001:db8::89" }""").DefaultNetwork;
        Assert.Equal(IPNetwork.Parse("10.20.0.0/16"), network.Subnet);
        Assert.Null(network.BridgeAddress);
        Assert.True(network.IPv6);
        Assert.Equal(IPNetwork.Parse("2001:db8::/64"), network.IPv6Subnet);
        Assert.Equal(IPAddress.Parse("2001:db8::89"), network.IPv6Gateway);
    }

    [Fact]
    public void The_bridge_none_means_no_default_network() => Assert.False(Samples.Read("""{ "bridge": "none" }""").DefaultNetwork.Enabled);

    [Fact]
    public void Hosts_have_IPv6_pools_of_their_own_that_stay_the_same()
    {
        static string Pool(string machine) => Samples.Read("{}", machine).DefaultAddressPools[^1].ToString();
        Assert.Matches("^base=fd[0-9a-f:]+::/48,size=64$", Pool("a"));
        Assert.Equal(Pool("a"), Pool("a"));
        Assert.NotEqual(Pool("a"), Pool("b"));
    }

    [Theory]
    [InlineData("ConfigurationKeyUnknown", 3, "{\n  \"mtu\": 1500,\n  \"fixed-cdir\": \"10.0.0.0/8\" }", "'fixed-cdir'")]
    [InlineData("ConfigurationKeyDuplicate", 2, "{ \"mtu\": 1500,\n \"mtu\": 1400 }", "'mtu'")]
    [InlineData("ConfigurationInvalid", 2, "{\n \"mtu\": \"1500\" }", "'mtu' is an MTU in bytes, 68 to 65535, not \"1500\"")]
    [InlineData("ConfigurationInvalid", 1, "{ \"mtu\": 67 }", "'mtu'")]
    [InlineData("ConfigurationInvalid", 1, "{ \"mtu\": 1500.5 }", "'mtu'")]
    [InlineData("ConfigurationInvalid", 2, "{ \"ipv6\": true,\n \"mtu\": 1000 }", "'mtu' 1000 is too small for IPv6")]
    [InlineData("ConfigurationInvalid", 1, "{ \"icc\": \"false\" }", "'icc' is true or false")]
    [InlineData("ConfigurationInvalid", 1, "{ \"bip\": \"192.168.1.5\" }", "'bip' needs a prefix length: 192.168.1.5/24")]
    [InlineData("ConfigurationInvalid", 1, "{ \"bip\": \"192.168.1.0/24\" }", "'bip' 192.168.1.0/24 is not the address of a host")]
    [InlineData("ConfigurationInvalid", 1, "{ \"bip\": \"192.168.1.255/24\" }", "'bip'")]
    [InlineData("ConfigurationInvalid", 1, "{ \"bip\": \"192.168.1.5/31\" }", "'bip' 192.168.1.5/31 leaves no room")]
    [InlineData("ConfigurationInvalid", 1, "{ \"bip\": \"fd00::1/64\" }", "'bip' is IPv4")]
    [InlineData("ConfigurationInvalid", 1, "{ \"fixed-cidr\": \"10.0.0.0/33\" }", "'fixed-cidr'")]
    [InlineData("ConfigurationInvalid", 1, "{ \"fixed-cidr\": \"10.0.0.0/31\" }", "'fixed-cidr' 10.0.0.0/31 leaves no room")]
    [InlineData("ConfigurationInvalid", 1, "{ \"fixed-cidr\": \"0.0.0.0/0\" }", "'fixed-cidr'")]
    [InlineData("ConfigurationInvalid", 1, "{ \"default-gateway\": \"10.0.0\" }", "'default-gateway'")]
    [InlineData("ConfigurationInvalid", 1, "{ \"dns\": \"8.8.8.8\" }", "'dns' is a list of addresses")]
    [InlineData("ConfigurationInvalid", 3, "{ \"dns\": [\n \"8.8.8.8\",\n \"dns.google\" ] }", "'dns'")]
    [InlineData("ConfigurationInvalid", 1, "{ \"dns-search\": [\"a b\"] }", "'dns-search'")]
    [InlineData("ConfigurationInvalid", 1, "{ \"bridge\": \"a/b\" }", "'bridge'")]
    [InlineData("ConfigurationInvalid", 1, "{ \"firewall-backend\": \"pf\" }", "'firewall-backend' is 'nftables' or 'iptables', not 'pf'")]
    [InlineData("ConfigurationInvalid", 2, "{ \"default-address-pools\": [\n { \"base\": \"10.0.0.0/16\", \"size\": 8 } ] }", "'default-address-pools' has a pool of size 8")]
    [InlineData("ConfigurationInvalid", 1, "{ \"default-address-pools\": [ { \"base\": \"10.0.0.0/16\" } ] }", "without 'size'")]
    [InlineData("ConfigurationInvalid", 1, "{ \"default-network-opts\": { \"bridge\": { \"mtu\": 1400 } } }", "'default-network-opts'")]
    [InlineData("ConfigurationInvalid", 2, "{ \"mtu\": 1500, // comment\n }", "not JSON", true)]
    [InlineData("ConfigurationInvalid", 2, "{ \"mtu\": 1500,\n }", "not JSON")]
    [InlineData("ConfigurationInvalid", 2, "{ \"mtu\": 1500 }\n{}", "not JSON")]
    [InlineData("ConfigurationInvalid", 1, "[]", "one JSON object")]
    [InlineData("ConfigurationInvalid", 1, "{ \"bridge\": \"\\ud800\" }", "half a character")]
    public void What_is_not_acceptable_is_an_error_that_names_key_and_line(string errorId, int line, string text, string fault, bool anyLine = false)
    {
        ContainerNetException refused = Samples.Refused(text);
        Assert.Equal(errorId, refused.ErrorId);
        Assert.Equal(ErrorKind.InvalidArgument, refused.Kind);
        Assert.StartsWith(anyLine ? "daemon.json, line " : $"daemon.json, line {line}: ", refused.Message, StringComparison.Ordinal);
        Assert.Contains(fault, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_are_no_text_are_refused()
        => Assert.Equal("ConfigurationInvalid", Assert.Throws<ContainerNetException>(() => ConfigurationReader.Read([(byte)'{', 0xff, (byte)'}'], "daemon.json", "")).ErrorId);
}
