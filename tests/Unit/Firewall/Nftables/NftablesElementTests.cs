using System.Net;
using ContainerNet.Firewall.Elements;
using ContainerNet.Firewall.Nftables;
using ContainerNet.Netlink.Nftables;
using ContainerNet.Netlink.Nftables.Values;
using Xunit;

namespace ContainerNet.Tests.Firewall.Nftables;

public class NftablesElementTests
{
    [Theory]
    [InlineData("172.20.0.0/16")]
    [InlineData("10.0.0.1/32")]
    [InlineData("128.0.0.0/1")]
    [InlineData("0.0.0.0/0")]
    [InlineData("fd00:1::/64")]
    [InlineData("fd00::1/128")]
    [InlineData("8000::/1")]
    [InlineData("::/0")]
    public void A_network_is_read_from_its_element(string text)
    {
        IPNetwork subnet = IPNetwork.Parse(text);
        NftablesAddressFamily family = NftablesAddressFamily.Of(subnet.BaseAddress);
        NftElement element = Element(family, new NetworkElement("cn-0123456789", subnet, true));
        Assert.Equal(("cn-0123456789", subnet), NftablesElement.ReadSubnet(family, element));
    }

    [Theory]
    [InlineData("172.20.0.2", "0.0.0.0", 65535, 1, 1, 1)]
    [InlineData("172.20.0.2", "192.0.2.1", 80, 80, 1, 1)]
    [InlineData("172.20.0.2", "0.0.0.0", 1, 1, 65535, 1)]
    [InlineData("172.20.0.2", "192.0.2.1", 8000, 8000, 2, 1)]
    [InlineData("fd00::2", "::", 8000, 8000, 10, 1)]
    [InlineData("fd00::2", "fd00::1", 8000, 8000, 10, 1)]
    [InlineData("fd00::2", "fd00::1", 8000, 80, 1, 1)]
    [InlineData("172.20.0.2", "0.0.0.0", 65533, 1, 3, 3)]
    [InlineData("fd00::2", "fd00::1", 1, 65533, 3, 3)]
    public void A_published_port_is_read_from_each_of_its_elements(string container, string host, int hostPort, int containerPort, int count, int elements)
    {
        var port = new PublishedPort(TransportProtocol.Sctp, IPAddress.Parse(host), (ushort)hostPort, IPAddress.Parse(container), (ushort)containerPort) { Count = count };
        NftablesElement[] all = [.. NftablesPort.Elements(port)];
        Assert.Equal(elements, all.Length);
        Assert.All(all, element => Assert.Equal(port, NftablesPort.Read(element.Set.Name, element.Element)));
    }

    [Theory]
    [InlineData("8080")]
    [InlineData("8081-8090")]
    [InlineData("1-8080")]
    [InlineData("8080-70000")]
    [InlineData("8090-8080")]
    [InlineData("a web server")]
    public void A_comment_that_does_not_fit_its_port_is_anothers(string comment)
    {
        var port = new PublishedPort(TransportProtocol.Tcp, IPAddress.Any, 8080, IPAddress.Parse("172.20.0.2"), 80);
        NftablesElement element = NftablesPort.Elements(port).Single();
        Assert.Equal(port, NftablesPort.Read(element.Set.Name, element.Element with { UserData = NftComment.Of(comment) }));
    }

    [Theory]
    [InlineData("192.0.2.7", "172.20.0.2")]
    [InlineData("fd00::7", "fd00:1::2")]
    public void A_mapped_address_is_read_from_both_of_its_elements(string host, string container)
    {
        var mapped = new MappedAddress(IPAddress.Parse(host), IPAddress.Parse(container));
        Assert.All(NftablesElement.Of(mapped), element => Assert.Equal(mapped, NftablesElement.ReadMapped(element.Set.Name, element.Element)));
    }

    [Theory]
    [InlineData("172.20.0.2")]
    [InlineData("fd00:1::2")]
    public void An_endpoint_is_read_from_its_element(string address)
    {
        var endpoint = new EndpointElement("veth0123456", MacAddress.Parse("02:42:ac:14:00:02"), IPAddress.Parse(address));
        NftablesElement element = NftablesElement.Of(endpoint).First();
        Assert.Equal(endpoint, NftablesElement.ReadEndpoint(element.Set.Name, element.Element));
    }

    [Fact]
    public void An_IPv6_endpoint_has_the_link_local_address_of_its_MAC_address_too()
    {
        var endpoint = new EndpointElement("v", MacAddress.Parse("02:42:ac:14:00:02"), IPAddress.Parse("fd00::2"));
        Assert.Contains("\"v\" . 02:42:ac:14:00:02 . fe80::42:acff:fe14:2", NftablesElement.Of(endpoint).Select(e => e.KeyText));
    }

    [Fact]
    public void A_range_that_is_no_subnet_is_not_taken_for_one()
    {
        NftElement element = Element(NftablesAddressFamily.IPv4, new NetworkElement("b", IPNetwork.Parse("10.0.0.0/8"), false));
        byte[] end = element.KeyEnd!.Value.Span.ToArray();
        end[3]--;
        Assert.Null(NftablesElement.ReadSubnet(NftablesAddressFamily.IPv4, element with { KeyEnd = new NftValue(end) }));
    }

    [Fact]
    public void Random_elements_are_read_without_an_error()
    {
        var random = new Random(3);
        string[] sets = [.. NftablesDefinition.All.SelectMany(table => table.Sets).Select(set => set.Name)];
        for (int i = 0; i < 5_000; i++)
        {
            var element = new NftElement(Value(random), Value(random)) { KeyEnd = random.Next(2) == 0 ? null : Value(random), UserData = Value(random) };
            foreach (NftablesAddressFamily family in NftablesAddressFamily.Both) _ = NftablesElement.ReadSubnet(family, element);
            foreach (string set in sets)
            {
                _ = NftablesPort.Read(set, element);
                _ = NftablesElement.ReadMapped(set, element);
                _ = NftablesElement.ReadEndpoint(set, element);
            }
        }
    }

    private static NftElement Element(NftablesAddressFamily family, NetworkElement network)
        => NftablesElement.Of(network).Single(e => e.Set == family.Networks).Element;

    private static NftValue Value(Random random)
    {
        byte[] bytes = new byte[random.Next(40)];
        random.NextBytes(bytes);
        return new NftValue(bytes);
    }
}
