using System.Net;
using System.Text.Json.Nodes;
using ContainerNet.Tests.Support;
using Xunit;

namespace ContainerNet.Tests.Host.Routes;

public sealed class RouteLookupTests : IDisposable
{
    private readonly TestHost _host = new();

    public RouteLookupTests()
    {
        _host.IpBatch(NamespaceReference.Host,
            "link set lo up",
            "link add v0 type veth peer name v1",
            "link set v0 addrgenmode none",
            "link set v1 addrgenmode none",
            "link set v0 up",
            "link set v1 up",
            "addr add 10.8.0.1/24 dev v0",
            "addr add fd08::1/64 dev v0 nodad",
            "route add 198.51.100.0/24 via 10.8.0.9 src 10.8.0.1 metric 7 mtu 1300",
            "route add default via 10.8.0.8",
            "route add 2001:db8::/32 via fd08::9",
            "route add blackhole 192.0.2.1",
            "route add unreachable 2001:db8:dead::/48");
        _host.WaitUntilUp(NamespaceReference.Host, "v0");
    }

    public void Dispose() => _host.Dispose();

    [Theory]
    [InlineData("10.8.0.2")]
    [InlineData("10.8.0.1")]
    [InlineData("10.8.0.255")]
    [InlineData("127.0.0.1")]
    [InlineData("198.51.100.5")]
    [InlineData("203.0.113.9")]
    [InlineData("fd08::2")]
    [InlineData("fd08::1")]
    [InlineData("::1")]
    [InlineData("2001:db8::7")]
    public void What_the_kernel_would_do_equals_ip_route_get(string destination)
    {
        JsonNode expected = Assert.Single(_host.IpJson(NamespaceReference.Host, $"-d route get {destination}"))!;

        NetRoute route = _host.Net.Routes.Find(NamespaceReference.Host, IPAddress.Parse(destination));

        Assert.Equal(expected["dst"]!.ToString(), route.DestinationPrefixValue.BaseAddress.ToString());
        Assert.Equal(expected["type"]!.ToString(), Text(route.Type));
        Assert.Equal(expected["dev"]!.ToString(), route.InterfaceAlias);
        Assert.Equal(expected["prefsrc"]?.ToString(), route.PreferredSourceValue?.ToString());
        Assert.Equal(expected["gateway"]?.ToString() ?? route.NextHopValue.AddressFamily.Unspecified().ToString(), route.NextHopValue.ToString());
        Assert.Equal(expected["table"]!.ToString(), route.Table switch { NetRoute.MainTable => "main", NetRoute.LocalTable => "local", uint other => other.ToString() });
        Assert.Equal((uint?)expected["metric"] ?? 0, route.RouteMetric);
    }

    [Theory]
    [InlineData("192.0.2.1")]
    [InlineData("2001:db9::1")]
    public void No_route_is_one_error(string destination)
    {
        ContainerNetException error = Assert.Throws<ContainerNetException>(() => _host.Net.Routes.Find(NamespaceReference.Host, IPAddress.Parse(destination)));

        Assert.Equal((ErrorKind.NotFound, "RouteNotFound"), (error.Kind, error.ErrorId));
    }

    [Fact]
    public void A_lookup_from_a_source_follows_the_rules_for_that_source()
    {
        _host.IpBatch(NamespaceReference.Host, "addr add 10.8.0.7/24 dev v0", "rule add from 10.8.0.7 lookup 77", "route add default via 10.8.0.77 table 77");

        NetRoute route = _host.Net.Routes.Find(NamespaceReference.Host, IPAddress.Parse("203.0.113.9"), IPAddress.Parse("10.8.0.7"));

        Assert.Equal(("10.8.0.77", 77u), (route.NextHopValue.ToString(), route.Table));
    }

    [Theory]
    [InlineData("10.10.0.0/16 dev v0 tos 0x10", "10.10.0.0/16 dev v0")]
    [InlineData("fd10::/64 from fd08::/64 dev v0", "fd10::/64 dev v0")]
    public void Removing_a_route_removes_exactly_that_route(string meant, string beside)
    {
        _host.IpBatch(NamespaceReference.Host, $"route add {beside}", $"route add {meant}");
        NetRoute route = _host.Net.Routes.List(NamespaceReference.Host).Single(found => found.TypeOfService != 0 || found.SourcePrefixValue is not null);

        _host.Net.Routes.PlanRemove(route).Run();

        NetRoute left = Assert.Single(_host.Net.Routes.List(NamespaceReference.Host), found => found.DestinationPrefixValue.Equals(route.DestinationPrefixValue));
        Assert.Equal((0, null), (left.TypeOfService, left.SourcePrefixValue));
    }

    private static string Text(RouteType type) => type.ToString().ToLowerInvariant();
}
