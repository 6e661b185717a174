using System.Globalization;
using System.Net;
using System.Text;
using ContainerNet.Firewall.Elements;
using ContainerNet.Firewall.Nftables;
using ContainerNet.Netlink;
using ContainerNet.Netlink.Netfilter;
using ContainerNet.Netlink.Nftables;
using ContainerNet.Netlink.Nftables.Text;
using ContainerNet.Tests.Firewall;
using Xunit;

namespace ContainerNet.Tests.Netlink.Nftables;

/// <summary>Tables are printed as nft lists them, line for line.</summary>
public sealed class NftTextTests : IDisposable
{
    private readonly TestNamespace _place = new();
    private readonly NetlinkSocket _socket;

    public NftTextTests() => _socket = _place.Run(() => NetlinkSocket.Open(NetlinkProtocol.Netfilter));

    [Theory]
    [InlineData(NftTextSamples.Sets)]
    [InlineData(NftTextSamples.Inet)]
    [InlineData(NftTextSamples.IPv4)]
    [InlineData(NftTextSamples.Bridge)]
    public void A_table_is_printed_as_nft_lists_it(string rules)
    {
        _place.Exec("nft", "-f -", rules);
        AssertListing();
    }

    [Theory]
    [InlineData("inet", "prerouting", -310, 310)]
    [InlineData("inet", "postrouting", -310, 310)]
    [InlineData("inet", "forward", -310, 310)]
    [InlineData("bridge", "prerouting", -310, 310)]
    [InlineData("bridge", "output", -310, 310)]
    [InlineData("bridge", "postrouting", -310, 310)]
    [InlineData("arp", "input", -20, 20)]
    public void A_priority_is_printed_by_the_name_it_is_near(string family, string hook, int from, int to)
    {
        var rules = new StringBuilder($"table {family} t {{\n");
        for (int priority = from; priority <= to; priority++)
            rules.Append(CultureInfo.InvariantCulture, $"chain c{priority - from} {{ type filter hook {hook} priority {priority}; }}\n");
        _place.Exec("nft", "-f -", rules.Append('}').ToString());
        AssertListing();
    }

    [Theory]
    [InlineData("ipv4_addr", "10.0.{0}.{0}")]
    [InlineData("ipv6_addr", "fd00::{0}:{0}")]
    [InlineData("ether_addr", "02:42:ac:11:{0}:00")]
    [InlineData("inet_proto", "{0}")]
    [InlineData("inet_service", "{0}")]
    [InlineData("mark", "{0}")]
    [InlineData("icmp_type", "{0}")]
    [InlineData("icmpv6_type", "{0}")]
    [InlineData("icmp_code", "{0}")]
    [InlineData("ether_type", "{0}")]
    [InlineData("arp_op", "{0}")]
    [InlineData("fib_addrtype", "{0}")]
    [InlineData("dscp", "{0}")]
    [InlineData("ifname", "\"veth{0}\"")]
    [InlineData("ifname . ipv4_addr", "\"veth{0}\" . 10.{0}.0.1")]
    [InlineData("inet_proto . inet_service", "{0} . 10{0}")]
    public void Elements_are_printed_in_the_order_and_lines_of_nft(string type, string element)
    {
        IEnumerable<string> elements = Enumerable.Range(10, 40).Select(i => string.Format(CultureInfo.InvariantCulture, element, i));
        _place.Exec("nft", "-f -", $"table ip t {{ set s {{ type {type}; elements = {{ {string.Join(", ", elements)} }}; }}; }}");
        AssertListing();
    }

    [Fact]
    public void Random_intervals_are_printed_as_nft_prints_them()
    {
        var random = new Random(3);
        string Range(int highest)
        {
            int from = random.Next(highest);
            return $"{from}-{random.Next(from, highest + 1)}";
        }
        string Prefix() => $"{new IPAddress(random.Next())}/{random.Next(33)}";
        IEnumerable<string> keys = Enumerable.Range(0, 60).Select(i => $"{Prefix()} . {Range(65535)} . \"br-{i}\"");
        _place.Exec("nft", "-f -", $$"""
            table ip t {
            	set keys { type ipv4_addr . inet_service . ifname; flags interval; elements = { {{string.Join(", ", keys)}} } }
            	set addresses { type ipv4_addr; flags interval; elements = { 10.0.0.0/9, 10.128.0.0/9, 192.0.2.1-192.0.2.6, 224.0.0.0/3 }; }
            	set ports { type inet_service; flags interval; elements = { 0-7, 8-15, 20, 21-22, 1024-2047, 65000-65535 } }
            	set marks { type mark; flags interval; elements = { 0-7, 0x10-0x1f, 0x100, 0x300-0x304 } }
            	set six { type ipv6_addr; flags interval; elements = { ::/8, fd00::/10, fd80::1-fd80::4, ff00::/8 } }
            	map everything { type ipv4_addr : ipv4_addr; flags interval; elements = { 0.0.0.0/0 : 1.1.1.1 } }
            }
            """);
        AssertListing();
    }

    [Fact]
    public void The_table_of_two_networks_with_ports_is_printed_as_nft_lists_it()
    {
        var firewall = new NftablesFirewall(_socket);
        Assert.Equal("", firewall.List());
        firewall.Apply(new FirewallChange(
        [
            new NetworkElement("br-a", IPNetwork.Parse("172.20.0.0/16"), true),
            new NetworkElement("br-b", IPNetwork.Parse("172.21.0.0/16"), false),
            new PublishedPort(TransportProtocol.Tcp, IPAddress.Any, 8080, IPAddress.Parse("172.20.0.2"), 80),
            new PublishedPort(TransportProtocol.Udp, IPAddress.Any, 53, IPAddress.Parse("172.20.0.3"), 5353),
            new PublishedPort(TransportProtocol.Tcp, IPAddress.Loopback, 8081, IPAddress.Parse("172.21.0.2"), 81),
        ], []));
        _place.Exec("nft", "add table inet other");
        string listed = string.Concat(NftDump.Tables(_socket).Where(t => t.Name == "containernet").Select(Listed));
        Assert.Equal(listed.Split('\n'), firewall.List().Split('\n'));
    }

    [Fact]
    public void Any_rule_and_element_is_printed_without_an_error()
    {
        var random = new Random(4);
        (ushort Type, string Hex)[] references = [.. NftReference.ContainerNet, .. NftReference.Mixed];
        for (int round = 0; round < 200; round++)
        {
            byte[] Damaged(string hex)
            {
                byte[] bytes = Convert.FromHexString(hex);
                for (int flips = random.Next(8); flips > 0; flips--) bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
                return bytes;
            }
            List<NetlinkMessageCopy> messages = [.. references.Select(r => new NetlinkMessageCopy(r.Type, Damaged(r.Hex)))];
            string text = NftText.Table(NetlinkMessageCopy.Table(messages));
            Assert.StartsWith("table ", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void An_instruction_that_is_not_known_is_named_in_brackets()
    {
        _place.Exec("nft", "-f -", "table ip t { chain c { ip saddr 10.0.0.1 meta mark set numgen inc mod 4 drop; }; }");
        Assert.Contains("ip saddr 10.0.0.1 [numgen] ", NftText.Table(_socket, Assert.Single(NftDump.Tables(_socket))), StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _socket.Dispose();
        _place.Dispose();
    }

    private void AssertListing()
    {
        NftTable table = Assert.Single(NftDump.Tables(_socket));
        Assert.Equal(Listed(table).Split('\n'), NftText.Table(_socket, table).Split('\n'));
    }

    private string Listed(NftTable table) => _place.Exec("nft", $"list table {table.Family.ToNftName()} {table.Name}");
}
