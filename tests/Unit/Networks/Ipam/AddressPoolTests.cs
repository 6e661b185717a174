using System.Net;
using ContainerNet.Networks.Ipam;
using Xunit;

namespace ContainerNet.Tests.Networks.Ipam;

public sealed class AddressPoolTests
{
    private static readonly IPNetwork _subnet = IPNetwork.Parse("10.0.0.0/29");

    [Fact]
    public void The_first_address_of_a_new_subnet_is_the_one_after_the_network_itself()
        => Assert.Equal(IPAddress.Parse("10.0.0.1"), AddressPool.Next(_subnet, null, Taken(), last: null));

    [Fact]
    public void The_search_continues_after_the_last_leased_address()
        => Assert.Equal(IPAddress.Parse("10.0.0.5"), AddressPool.Next(_subnet, null, Taken("10.0.0.1"), IPAddress.Parse("10.0.0.4")));

    [Fact]
    public void After_the_last_address_the_search_starts_again_at_the_first()
        => Assert.Equal(IPAddress.Parse("10.0.0.2"), AddressPool.Next(_subnet, null, Taken("10.0.0.1"), IPAddress.Parse("10.0.0.6")));

    [Fact]
    public void Addresses_that_are_taken_are_passed_over()
        => Assert.Equal(IPAddress.Parse("10.0.0.6"), AddressPool.Next(_subnet, null, Taken("10.0.0.1", "10.0.0.4", "10.0.0.5"), IPAddress.Parse("10.0.0.3")));

    [Fact]
    public void A_full_subnet_has_no_free_address()
        => Assert.Null(AddressPool.Next(_subnet, null, Taken([.. Enumerable.Range(1, 6).Select(i => $"10.0.0.{i}")]), last: null));

    [Fact]
    public void Every_host_address_is_leased_once_before_one_is_leased_again()
    {
        HashSet<IPAddress> leased = [];
        IPAddress? last = null;
        while (AddressPool.Next(_subnet, null, leased, last) is { } next) Assert.True(leased.Add(last = next));
        Assert.Equal(6, leased.Count);
    }

    [Fact]
    public void A_range_is_searched_alone_and_may_begin_and_end_anywhere()
    {
        IPNetwork range = IPNetwork.Parse("10.0.0.4/30");
        Assert.Equal(IPAddress.Parse("10.0.0.4"), AddressPool.Next(_subnet, range, Taken(), last: null));
        Assert.Equal(IPAddress.Parse("10.0.0.6"), AddressPool.Next(_subnet, range, Taken("10.0.0.4", "10.0.0.5"), last: null));
        Assert.Null(AddressPool.Next(_subnet, range, Taken("10.0.0.4", "10.0.0.5", "10.0.0.6"), last: null));
    }

    [Fact]
    public void An_IPv6_subnet_has_no_broadcast_address()
    {
        IPNetwork subnet = IPNetwork.Parse("fd00::/126");
        Assert.Equal(IPAddress.Parse("fd00::1"), AddressPool.Next(subnet, null, Taken(), last: null));
        Assert.Equal(IPAddress.Parse("fd00::3"), AddressPool.Next(subnet, null, Taken("fd00::1", "fd00::2"), last: null));
    }

    private static HashSet<IPAddress> Taken(params string[] addresses) => [.. addresses.Select(IPAddress.Parse)];
}
