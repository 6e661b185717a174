using System.Text.Json;
using Xunit;

namespace ContainerNet.Tests.Model;

public sealed class MacAddressTests
{
    [Theory]
    [InlineData("02:42:ac:11:00:02")]
    [InlineData("02:42:AC:11:00:02")]
    [InlineData("02-42-AC-11-00-02")]
    [InlineData("0242ac110002")]
    public void Every_usual_notation_is_read_and_Linux_own_is_written(string text)
        => Assert.Equal("02:42:ac:11:00:02", MacAddress.Parse(text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("02:42:ac:11:00")]
    [InlineData("02:42:ac:11:00:0g")]
    [InlineData("02:42-ac:11:00:02")]
    [InlineData("02:42:ac:11:00:2")]
    [InlineData("02 42 ac 11 00 02")]
    [InlineData("::::::::::::::::::")]
    [InlineData("0242ac11000")]
    [InlineData("0242ac11000200")]
    [InlineData(" 242ac110002")]
    [InlineData("+242ac110002")]
    [InlineData("0:42:ac:11:00:022")]
    public void Other_text_is_one_error_that_says_what_would_be_accepted(string text)
    {
        Assert.False(MacAddress.TryParse(text, out _));
        ContainerNetException error = Assert.Throws<ContainerNetException>(() => MacAddress.Parse(text));
        Assert.Equal(("InvalidMacAddress", ErrorKind.InvalidArgument), (error.ErrorId, error.Kind));
        Assert.Contains("02:42:ac:11:00:02", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_come_back_in_the_order_they_went_in()
    {
        byte[] bytes = [0xfe, 1, 2, 3, 4, 0xff];
        byte[] copied = new byte[6];
        new MacAddress(bytes).CopyTo(copied);
        Assert.Equal(bytes, copied);
        Assert.Throws<ContainerNetException>(() => new MacAddress(bytes.AsSpan(1)));
    }

    [Fact]
    public void A_random_address_is_locally_administered_and_not_a_groups()
    {
        MacAddress[] addresses = [.. Enumerable.Range(0, 200).Select(_ => MacAddress.Random())];
        Assert.All(addresses, address => Assert.Contains(address.ToString()[1], "26ae"));
        Assert.All(addresses, address => Assert.False(address.IsMulticast));
        Assert.Equal(200, addresses.Distinct().Count());
        Assert.True(MacAddress.Parse("01:00:5e:00:00:01").IsMulticast);
    }

    [Fact]
    public void Addresses_compare_as_numbers_and_survive_json()
    {
        MacAddress low = MacAddress.Parse("02:00:00:00:00:ff"), high = MacAddress.Parse("02:00:00:00:01:00");
        Assert.True(low < high && high > low && low <= high && low != high && low.CompareTo(high) < 0);
        Assert.Equal(high, JsonSerializer.Deserialize<MacAddress>(JsonSerializer.Serialize(high)));
        Assert.Equal("00:00:00:00:00:00", default(MacAddress).ToString());
    }
}
