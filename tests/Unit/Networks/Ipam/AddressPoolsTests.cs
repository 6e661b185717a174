using System.Net;
using System.Net.Sockets;
using ContainerNet.Networks.Ipam;
using Xunit;

namespace ContainerNet.Tests.Networks.Ipam;

public sealed class AddressPoolsTests
{
    private static readonly IReadOnlyList<AddressPoolDefinition> _dockers = [.. DefaultAddressPools.IPv4, DefaultAddressPools.IPv6("test")];

    [Fact]
    public void The_first_network_of_a_host_is_Dockers() => Assert.Equal("172.17.0.0/16", Next(_dockers));

    [Fact]
    public void Docker_has_31_networks_before_it_has_no_more()
    {
        List<string> all = AllOf(_dockers);
        Assert.Equal(31, all.Count);
        Assert.Equal(["172.31.0.0/16", "192.168.0.0/20", "192.168.16.0/20"], all[14..17]);
        Assert.Equal("192.168.240.0/20", all[^1]);
    }

    [Theory]
    [InlineData("172.17.8.0/24", "172.18.0.0/16")]
    [InlineData("172.17.0.9/32", "172.18.0.0/16")]
    [InlineData("172.16.0.0/12", "192.168.0.0/20")]
    [InlineData("10.0.0.0/8", "172.17.0.0/16")]
    [InlineData("fd00::/8", "172.17.0.0/16")]
    [InlineData("0.0.0.0/0", "172.17.0.0/16")]
    public void What_overlaps_an_address_or_a_route_is_passed_over_except_a_default_route(string taken, string expected) => Assert.Equal(expected, Next(_dockers, taken));

    [Fact]
    public void A_pool_that_ends_with_the_last_address_ends() => Assert.Null(Next([Pool("255.255.0.0/16", 24)], "255.255.0.0/16"));

    [Fact]
    public void A_pool_is_used_up_before_the_next_one()
        => Assert.Equal(["10.1.0.0/25", "10.1.0.128/25", "10.9.0.0/25"], AllOf([Pool("10.1.0.0/24", 25), Pool("10.9.0.0/25", 25)]));

    [Fact]
    public void Pools_that_overlap_give_no_subnet_twice() => Assert.Equal(["10.0.0.0/25", "10.0.0.128/25"], AllOf([Pool("10.0.0.0/24", 25), Pool("10.0.0.0/25", 25)]));

    [Fact]
    public void A_huge_IPv6_pool_is_searched_by_leaps()
        => Assert.Equal("fd80:0:0:1::/64", AddressPools.Next([Pool("fd00::/8", 64)], [IPNetwork.Parse("fd00::/9"), IPNetwork.Parse("fd80::/64")], AddressFamily.InterNetworkV6).ToString());

    private static List<string> AllOf(IReadOnlyList<AddressPoolDefinition> pools)
    {
        List<IPNetwork> taken = [];
        while (AddressPools.Next(pools, taken, AddressFamily.InterNetwork) is { } next) taken.Add(next);
        return [.. taken.Select(network => network.ToString())];
    }

    private static string? Next(IReadOnlyList<AddressPoolDefinition> pools, params string[] taken)
        => AddressPools.Next(pools, [.. taken.Select(IPNetwork.Parse)], AddressFamily.InterNetwork)?.ToString();

    private static AddressPoolDefinition Pool(string network, int size) => new(IPNetwork.Parse(network), size);
}
