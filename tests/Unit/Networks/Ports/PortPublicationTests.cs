using System.Net;
using Xunit;

namespace ContainerNet.Tests.Networks.Ports;

public sealed class PortPublicationTests
{
    [Theory]
    [InlineData("80", null, null, "80", TransportProtocol.Tcp)]
    [InlineData("53/udp", null, null, "53", TransportProtocol.Udp)]
    [InlineData("9000-9099", null, null, "9000-9099", TransportProtocol.Tcp)]
    [InlineData("8080:80", null, "8080", "80", TransportProtocol.Tcp)]
    [InlineData("8080:80/tcp", null, "8080", "80", TransportProtocol.Tcp)]
    [InlineData("53:5353/udp", null, "53", "5353", TransportProtocol.Udp)]
    [InlineData("2905:2905/SCTP", null, "2905", "2905", TransportProtocol.Sctp)]
    [InlineData("9000-9099:19000-19099", null, "9000-9099", "19000-19099", TransportProtocol.Tcp)]
    [InlineData("8000-8010:80", null, "8000-8010", "80", TransportProtocol.Tcp)]
    [InlineData("10.0.0.5:53:53/udp", "10.0.0.5", "53", "53", TransportProtocol.Udp)]
    [InlineData("127.0.0.1::81", "127.0.0.1", null, "81", TransportProtocol.Tcp)]
    [InlineData("127.0.0.1:9000-9099:9000-9099/tcp", "127.0.0.1", "9000-9099", "9000-9099", TransportProtocol.Tcp)]
    [InlineData("127.0.0.1::9000-9099", "127.0.0.1", null, "9000-9099", TransportProtocol.Tcp)]
    [InlineData("[::1]:8080:80", "::1", "8080", "80", TransportProtocol.Tcp)]
    [InlineData("[2001:db8::1]::80", "2001:db8::1", null, "80", TransportProtocol.Tcp)]
    [InlineData("2001:db8::1:8080:80", "2001:db8::1", "8080", "80", TransportProtocol.Tcp)]
    [InlineData("::1::80", "::1", null, "80", TransportProtocol.Tcp)]
    [InlineData("[::ffff:10.0.0.5]:8080:80", "10.0.0.5", "8080", "80", TransportProtocol.Tcp)]
    [InlineData("0.0.0.0:8080:80", "0.0.0.0", "8080", "80", TransportProtocol.Tcp)]
    [InlineData("[::]:8080:80", "::", "8080", "80", TransportProtocol.Tcp)]
    [InlineData("65535:1-1", null, "65535", "1", TransportProtocol.Tcp)]
    public void Docker_s_notation_is_read(string text, string? address, string? hostPorts, string containerPorts, TransportProtocol protocol)
    {
        PortPublication read = PortPublication.Parse(text);
        Assert.Equal(address, read.HostAddress?.ToString());
        Assert.Equal(hostPorts, read.HostPorts?.ToString());
        Assert.Equal(containerPorts, read.ContainerPorts.ToString());
        Assert.Equal(protocol, read.Protocol);
    }

    [Theory]
    [InlineData("", "'' is not a port")]
    [InlineData("web", "'web' is not a port")]
    [InlineData("8080:", "'' is not a port")]
    [InlineData(":80", "'' is not a port")]
    [InlineData(":", "'' is not a port")]
    [InlineData("::", "address is empty")]
    [InlineData("::80", "address is empty")]
    [InlineData(":8080:80", "address is empty")]
    [InlineData("127.0.0.1:8080:", "'' is not a port")]
    [InlineData("80/", "'' is not a protocol")]
    [InlineData("/tcp", "'' is not a port")]
    [InlineData("0", "'0' is not a port")]
    [InlineData("0:80", "'0' is not a port")]
    [InlineData("8080:65536", "'65536' is not a port")]
    [InlineData("8080:80/icmp", "'icmp' is not a protocol")]
    [InlineData("8080:80/tcp/udp", "more than one protocol")]
    [InlineData("-1:80", "'' is not a port")]
    [InlineData("+1:80", "'+1' is not a port")]
    [InlineData("9000-:80", "'' is not a port")]
    [InlineData("1-2-3:80", "'2-3' is not a port")]
    [InlineData("9099-9000", "ends before it begins")]
    [InlineData("9000-9001:9000-9002", "9000-9001 and 9000-9002 differ in length")]
    [InlineData("9000:9000-9002", "9000 and 9000-9002 differ in length")]
    [InlineData("a:b:c:d", "'a:b' is not an IP address")]
    [InlineData("localhost:8080:80", "'localhost' is not an IP address")]
    [InlineData("[localhost]:8080:80", "'[localhost]' is not an IP address")]
    [InlineData("[127.0.0.1]:8080:80", "'[127.0.0.1]' is not an IP address")]
    [InlineData("[[::1]]:8080:80", "'[[::1]]' is not an IP address")]
    [InlineData("[]:8080:80", "'[]' is not an IP address")]
    [InlineData("[fe80::1%lo]:8080:80", "'[fe80::1%lo]' is not an IP address")]
    [InlineData("10.0.0:8080:80", "'10.0.0' is not an IP address")]
    [InlineData("8080 : 80", "'8080 ' is not a port")]
    public void Anything_else_is_an_error_that_says_what_is_wrong(string text, string fault)
    {
        var error = Assert.Throws<ContainerNetException>(() => PortPublication.Parse(text));
        Assert.Equal((ErrorKind.InvalidArgument, "InvalidPortPublication"), (error.Kind, error.ErrorId));
        Assert.Contains(fault, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("80", true)]
    [InlineData("127.0.0.1::80", true)]
    [InlineData("8000-8010:80", true)]
    [InlineData("8080:80", false)]
    [InlineData("9000-9099:9000-9099", false)]
    public void A_host_port_that_is_left_open_is_chosen_among_those_that_are_free(string text, bool isDynamic)
        => Assert.Equal(isDynamic, PortPublication.Parse(text).IsDynamic);

    [Theory]
    [InlineData("8080:80/tcp", "8080:80")]
    [InlineData("8080-8080:80-80", "8080:80")]
    [InlineData("53/UDP", "53/udp")]
    [InlineData("::1:8080:80", "[::1]:8080:80")]
    [InlineData("127.0.0.1::81", "127.0.0.1::81")]
    public void Its_text_is_the_shortest_that_means_the_same(string text, string shortest)
        => Assert.Equal(shortest, PortPublication.Parse(text).ToString());

    [Fact]
    public void Its_text_is_read_as_what_it_was_made_of()
    {
        var random = new Random(20);
        for (int i = 0; i < 2000; i++)
        {
            PortPublication wish = Any(random);
            Assert.Equal(wish, PortPublication.Parse(wish.ToString()));
        }
    }

    [Theory]
    [InlineData("0.0.0.0", 8080, 80, 1, "8080:80")]
    [InlineData("::", 8080, 80, 1, "8080:80")]
    [InlineData("127.0.0.1", 9000, 19000, 100, "127.0.0.1:9000-9099:19000-19099")]
    public void A_mapping_tells_how_it_is_published(string hostAddress, int hostPort, int containerPort, int count, string text)
    {
        var mapping = new PortMapping(NamespaceReference.Named("web"), IPAddress.Parse(hostAddress), IPAddress.Parse("172.20.0.2"))
        {
            Network = "demo",
            EndpointId = "1",
            HostPort = hostPort,
            ContainerPort = containerPort,
            Count = count,
            Protocol = TransportProtocol.Tcp,
        };
        Assert.Equal(text, mapping.ToPublication().ToString());
    }

    private static PortPublication Any(Random random)
    {
        IPAddress?[] addresses = [null, IPAddress.Any, IPAddress.IPv6Any, IPAddress.Loopback, IPAddress.IPv6Loopback, AnyAddress(random, 4), AnyAddress(random, 16)];
        PortRange container = AnyRange(random, random.Next(1, 100));
        PortRange?[] host = [null, AnyRange(random, container.Count), container.Count == 1 ? AnyRange(random, random.Next(1, 100)) : null];
        TransportProtocol[] protocols = Enum.GetValues<TransportProtocol>();
        return new PortPublication(
            addresses[random.Next(addresses.Length)], host[random.Next(host.Length)], container, protocols[random.Next(protocols.Length)]);
    }

    private static PortRange AnyRange(Random random, int count) => new(random.Next(1, 65536 - count), count);

    private static IPAddress AnyAddress(Random random, int length)
    {
        byte[] bytes = new byte[length];
        random.NextBytes(bytes);
        return new IPAddress(bytes);
    }
}
