using System.Net;
using ContainerNet.Firewall;
using Xunit;

namespace ContainerNet.Tests.Networks;

public sealed class PortPublicationTests
{
    [Theory]
    [InlineData("8080:80", null, 8080, 80, TransportProtocol.Tcp)]
    [InlineData("8080:80/tcp", null, 8080, 80, TransportProtocol.Tcp)]
    [InlineData("53:5353/udp", null, 53, 5353, TransportProtocol.Udp)]
    [InlineData("2905:2905/SCTP", null, 2905, 2905, TransportProtocol.Sctp)]
    [InlineData("10.0.0.5:8080:80", "10.0.0.5", 8080, 80, TransportProtocol.Tcp)]
    [InlineData("0.0.0.0:8080:80", null, 8080, 80, TransportProtocol.Tcp)]
    public void Docker_s_notation_is_read(string text, string? address, int hostPort, int containerPort, TransportProtocol protocol)
        => Assert.Equal(new PortPublication(address is null ? null : IPAddress.Parse(address), (ushort)hostPort, (ushort)containerPort, protocol), PortPublication.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("80")]
    [InlineData("8080:")]
    [InlineData(":80")]
    [InlineData("0:80")]
    [InlineData("8080:65536")]
    [InlineData("8080:80/icmp")]
    [InlineData("8080:80/tcp/udp")]
    [InlineData("-1:80")]
    [InlineData("a:b:c:d")]
    [InlineData("10.0.0:8080:80")]
    [InlineData("8080 : 80")]
    public void Anything_else_is_an_error_that_says_what_is_accepted(string text)
    {
        var error = Assert.Throws<ContainerNetException>(() => PortPublication.Parse(text));
        Assert.Equal(ErrorKind.InvalidArgument, error.Kind);
    }
}
