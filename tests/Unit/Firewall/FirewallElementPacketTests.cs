using System.Net;
using System.Net.Sockets;
using ContainerNet.Firewall.Elements;
using Xunit;
using static ContainerNet.Tests.Firewall.FirewallTestbed;

namespace ContainerNet.Tests.Firewall;

/// <summary>What packets do where networks are closed, ports are ranges, and addresses are mapped.</summary>
public abstract class FirewallElementPacketTests(FirewallTestbed bed)
{
    private const string SecondHostAddress = "192.0.2.10";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Nothing_passes_between_an_internal_network_and_any_other_interface(bool bridgeCallsIPHooks)
    {
        bed.CallIPHooksOfBridges(bridgeCallsIPHooks);
        bed.Hold(NetworkA with { Internal = true }, NetworkB, Port(8080, A1), Port(8081, B1));
        Assert.Equal(A2, Connect(bed.ContainerA2, A1, 81));
        Assert.NotNull(Connect(bed.Host, A1, 81));
        Assert.Null(TryConnect(bed.Lan, HostAddress, 8080));
        Assert.Null(TryConnect(bed.ContainerA1, LanAddress, 80));
        Assert.Null(TryConnect(bed.ContainerA1, HostAddress, 8081));
        Assert.Null(TryConnect(bed.ContainerB1, HostAddress, 8080));
        Assert.NotNull(Connect(bed.Lan, HostAddress, 8081));
    }

    [Fact]
    public void Endpoints_of_an_isolated_network_reach_each_other_through_published_ports_only()
    {
        bed.CallIPHooksOfBridges(true);
        bed.Hold(NetworkA with { Isolated = true }, NetworkB, Port(8080, A1));
        Assert.Null(TryConnect(bed.ContainerA2, A1, 81));
        Assert.NotNull(Connect(bed.ContainerA2, HostAddress, 8080));
        Assert.Equal(LanAddress, Connect(bed.Lan, HostAddress, 8080));
        Assert.Equal(HostAddress, Connect(bed.ContainerA1, LanAddress, 80));
    }

    [Fact]
    public void What_leaves_has_the_source_address_that_the_network_asks_for()
    {
        bed.Host.Ip($"addr replace {SecondHostAddress}/24 dev lan0");
        bed.Hold(NetworkA with { SnatAddress = IPAddress.Parse(SecondHostAddress) }, NetworkB);
        Assert.Equal(SecondHostAddress, Connect(bed.ContainerA1, LanAddress, 80));
        Assert.Equal(HostAddress, Connect(bed.ContainerB1, LanAddress, 80));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_mapped_address_reaches_its_container_whose_packets_leave_with_it(bool bridgeCallsIPHooks)
    {
        bed.CallIPHooksOfBridges(bridgeCallsIPHooks);
        bed.Host.Ip($"addr replace {SecondHostAddress}/24 dev lan0");
        bed.Hold(NetworkA, new MappedAddress(IPAddress.Parse(SecondHostAddress), IPAddress.Parse(A1)), Port(80, A2, SecondHostAddress) with { ContainerPort = 9 });
        Assert.Equal(LanAddress, Connect(bed.Lan, SecondHostAddress, 81));
        Assert.Equal(SecondHostAddress, Connect(bed.ContainerA1, LanAddress, 80));
        Assert.Equal(HostAddress, Connect(bed.ContainerA2, LanAddress, 80));
        Assert.Equal(A1, Connect(bed.ContainerA1, A2, 81));
        Assert.NotNull(Connect(bed.ContainerA2, SecondHostAddress, 81));
        // The port that is published there takes precedence over it, and nothing answers on that one's other end.
        Assert.Null(TryConnect(bed.Lan, SecondHostAddress, 80));
    }

    [Fact]
    public void Every_port_of_a_range_reaches_its_own_port_of_the_container()
    {
        bed.Hold(NetworkA, NetworkB, Port(9000, A1) with { ContainerPort = 21, Count = 100 }, Port(80, B1) with { Count = 2 });
        Assert.Equal(LanAddress, Connect(bed.Lan, HostAddress, 9059));
        Assert.Equal(LanAddress, Connect(bed.Lan, HostAddress, 9060));
        Assert.Null(TryConnect(bed.Lan, HostAddress, 9061));
        Assert.Null(TryConnect(bed.Lan, HostAddress, 9000));
        Assert.Equal(LanAddress, Connect(bed.Lan, HostAddress, 81));
    }

    private protected static Socket Listen(TestNamespace place, string address, int port)
    {
        Socket listener = place.Run(() => new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp));
        listener.Bind(new IPEndPoint(IPAddress.Parse(address), port));
        listener.Listen();
        return listener;
    }

    // The address that a listener sees a connection come from; null when there is none.
    private protected static string? Source(Socket listener, TestNamespace from, string address, int port)
    {
        using Socket client = from.Run(() => new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp));
        try
        {
            if (!client.ConnectAsync(IPAddress.Parse(address), port).Wait(TimeSpan.FromMilliseconds(1500))) return null;
        }
        catch (AggregateException)
        {
            return null;
        }
        using Socket connection = listener.Accept();
        return ((IPEndPoint)connection.RemoteEndPoint!).Address.ToString();
    }

    private static PublishedPort Port(ushort port, string container, string? hostAddress = null)
        => new(TransportProtocol.Tcp, hostAddress is null ? IPAddress.Parse(container).AddressFamily.Unspecified() : IPAddress.Parse(hostAddress), port, IPAddress.Parse(container), 80);
}
