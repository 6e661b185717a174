using System.Net;
using System.Text.Json;
using Xunit;

namespace ContainerNet.Tests.Model;

public sealed class AddressTests
{
    [Theory]
    [InlineData("172.16.0.111/20", "172.16.0.111", 20, "172.16.0.0/20")]
    [InlineData("10.0.0.1", "10.0.0.1", 32, "10.0.0.1/32")]
    [InlineData("0.0.0.0/0", "0.0.0.0", 0, "0.0.0.0/0")]
    [InlineData("fd00::1:2/64", "fd00::1:2", 64, "fd00::/64")]
    [InlineData("fd00::ff/127", "fd00::ff", 127, "fd00::fe/127")]
    [InlineData("fe80::1%3/10", "fe80::1", 10, "fe80::/10")]
    [InlineData("::1", "::1", 128, "::1/128")]
    public void An_interface_address_keeps_the_bits_after_its_prefix_and_knows_its_network(string text, string address, int prefix, string network)
    {
        InterfaceAddress parsed = InterfaceAddress.Parse(text);

        Assert.Equal((IPAddress.Parse(address), prefix), (parsed.Address, parsed.PrefixLength));
        Assert.Equal(network, parsed.Network.ToString());
        Assert.Equal($"{address}/{prefix}", parsed.ToString());
        Assert.Equal(parsed, InterfaceAddress.Parse(parsed.ToString()));
        Assert.Equal(parsed, JsonSerializer.Deserialize<InterfaceAddress>(JsonSerializer.Serialize(parsed)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/24")]
    [InlineData("10.0.0.1/")]
    [InlineData("10.0.0.1/33")]
    [InlineData("10.0.0.1/-1")]
    [InlineData("10.0.0.1/+24")]
    [InlineData("10.0.0.1/ 24")]
    [InlineData("10.0.0.1/24/24")]
    [InlineData("10.0.0.1/255.255.255.0")]
    [InlineData("10.0.0.1/99999999999")]
    [InlineData("fd00::1/129")]
    [InlineData("10.1/8")]
    [InlineData("10")]
    [InlineData("10.0.0.256")]
    [InlineData("host/24")]
    public void Text_that_is_no_interface_address_is_one_error(string text)
        => Assert.Equal(ErrorKind.InvalidArgument, Assert.Throws<ContainerNetException>(() => InterfaceAddress.Parse(text)).Kind);

    [Theory]
    [InlineData("1")]
    [InlineData("10.1")]
    [InlineData("10.1.2")]
    [InlineData("0x0a000001")]
    [InlineData("")]
    [InlineData("::g")]
    [InlineData("10.0.0.1 ")]
    [InlineData("[::1]:80")]
    public void Addresses_in_unusual_notations_are_refused(string text)
        => Assert.Equal("InvalidIPAddress", Assert.Throws<ContainerNetException>(() => IPAddresses.Parse(text)).ErrorId);

    [Fact]
    public void A_number_with_a_leading_zero_is_not_read_as_octal()
    {
        // inet_aton would make 10.0.0.8 of it, and half of all programs 10.0.0.10.
        Assert.Equal("InvalidIPAddress", Assert.Throws<ContainerNetException>(() => IPAddresses.Parse("10.0.0.010")).ErrorId);
    }

    [Fact]
    public void A_subnet_with_bits_after_its_prefix_is_refused_and_the_error_gives_the_right_one()
    {
        Assert.Equal("172.20.0.0/16", IPAddresses.ParseNetwork("172.20.0.0/16").ToString());
        ContainerNetException error = Assert.Throws<ContainerNetException>(() => IPAddresses.ParseNetwork("172.20.0.1/16"));
        Assert.Contains("172.20.0.0/16", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("10.0.0.0/8", "10.255.255.255")]
    [InlineData("10.1.2.0/23", "10.1.3.255")]
    [InlineData("10.1.2.3/32", "10.1.2.3")]
    [InlineData("0.0.0.0/0", "255.255.255.255")]
    [InlineData("fd00::/64", "fd00::ffff:ffff:ffff:ffff")]
    [InlineData("fd00::/127", "fd00::1")]
    public void The_last_address_of_a_network_has_all_bits_after_the_prefix_set(string network, string last)
        => Assert.Equal(IPAddress.Parse(last), IPNetwork.Parse(network).LastAddress());

    [Theory]
    [InlineData("10.0.0.0/8", "10.1.0.0/16", true)]
    [InlineData("10.1.0.0/16", "10.0.0.0/8", true)]
    [InlineData("10.0.0.0/16", "10.1.0.0/16", false)]
    [InlineData("0.0.0.0/0", "192.168.0.0/24", true)]
    [InlineData("0.0.0.0/0", "fd00::/8", false)]
    [InlineData("::/0", "10.0.0.0/8", false)]
    [InlineData("fd00::/8", "fd12::/64", true)]
    public void Networks_overlap_when_one_holds_the_other(string one, string other, bool overlap)
        => Assert.Equal(overlap, IPNetwork.Parse(one).Overlaps(IPNetwork.Parse(other)));

    [Fact]
    public void Families_are_the_kernels_numbers()
    {
        Assert.Equal((2, 10), (IPAddress.Any.KernelFamily(), IPAddress.IPv6Any.KernelFamily()));
        Assert.Equal(System.Net.Sockets.AddressFamily.Unspecified, IPAddresses.FromKernelFamily(7));
    }
}
