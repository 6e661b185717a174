using System.Net;
using ContainerNet.Firewall;
using ContainerNet.Netlink.Netfilter;
using Xunit;

namespace ContainerNet.Tests.Firewall;

public class NftablesElementTests
{
    [Theory]
    [InlineData("172.20.0.0/16")]
    [InlineData("10.0.0.1/32")]
    [InlineData("128.0.0.0/1")]
    [InlineData("0.0.0.0/0")]
    public void A_network_is_read_from_its_element(string subnet)
    {
        var network = new NetworkElement("cn-0123456789", IPNetwork.Parse(subnet), true);
        NftablesElement element = NftablesElement.Of(network).Single(e => e.Set == NftablesTable.Networks);
        Assert.Equal(network, NftablesElement.ReadNetwork(element.Element, true));
    }

    [Theory]
    [InlineData(TransportProtocol.Tcp, null)]
    [InlineData(TransportProtocol.Sctp, "192.0.2.1")]
    public void A_published_port_is_read_from_its_element(TransportProtocol protocol, string? address)
    {
        var port = new PublishedPort(protocol, address is null ? null : IPAddress.Parse(address), 65535, IPAddress.Parse("172.20.0.2"), 1);
        NftablesElement element = NftablesElement.Of(port);
        Assert.Equal(port, NftablesElement.ReadPort(element.Set.Name, element.Element));
    }

    [Fact]
    public void A_range_that_is_no_subnet_is_not_taken_for_one()
    {
        NftElement element = NftablesElement.Of(new NetworkElement("b", IPNetwork.Parse("10.0.0.0/8"), false)).Single(e => e.Set == NftablesTable.Networks).Element;
        byte[] end = element.KeyEnd!.Value.Span.ToArray();
        end[3]--;
        Assert.Null(NftablesElement.ReadNetwork(element with { KeyEnd = new NftValue(end) }, false));
    }

    [Fact]
    public void Random_elements_are_read_without_an_error()
    {
        var random = new Random(3);
        for (int i = 0; i < 20_000; i++)
        {
            var element = new NftElement(Value(random), Value(random)) { KeyEnd = random.Next(2) == 0 ? null : Value(random) };
            _ = NftablesElement.ReadNetwork(element, false);
            _ = NftablesElement.ReadPort("published", element);
            _ = NftablesElement.ReadPort("published_by_address", element);
        }
    }

    private static NftValue Value(Random random)
    {
        byte[] bytes = new byte[random.Next(24)];
        random.NextBytes(bytes);
        return new NftValue(bytes);
    }
}
