using ContainerNet.Containers.EtcFiles;
using ContainerNet.Linux.Etc;
using ContainerNet.Tests.Containers.EtcFiles;
using Xunit;

namespace ContainerNet.Tests.Linux.Etc;

/// <summary>What each case expects is what containers of a Docker Engine 20.10 had, started with the same options.</summary>
public sealed class HostsFileTests : IDisposable
{
    private readonly FilesTestbed _bed = new();

    public void Dispose() => _bed.Dispose();

    [Theory]
    [InlineData(null, null, "172.17.0.2\tc61d1bcc0867\n")]
    [InlineData("web", null, "172.17.0.2\tweb\n")]
    [InlineData("web.example.org", null, "172.17.0.2\tweb.example.org web\n")]
    [InlineData("web", "example.org", "172.17.0.2\tweb.example.org web\n")]
    public void A_container_finds_itself_by_its_host_name_and_its_full_name(string? hostName, string? domain, string expected)
        => Assert.Equal(expected, FilesTestbed.Hosts(_bed.Request(new ContainerOptions { HostName = hostName, DomainName = domain })));

    [Fact]
    public void Each_address_has_a_line()
        => Assert.Equal("172.20.0.2\tsix\nfd00:7::2\tsix\n", FilesTestbed.Hosts(_bed.Request(new ContainerOptions { HostName = "six" }, "172.20.0.2 fd00:7::2")));

    [Fact]
    public void Added_hosts_come_first_and_host_gateway_is_the_host()
    {
        var options = new ContainerOptions { AddHost = ["db:10.1.2.3", "v6:fd00::1", "gw:host-gateway"] };
        Assert.Equal("10.1.2.3\tdb\nfd00::1\tv6\n172.17.0.1\tgw\n172.17.0.2\tc61d1bcc0867\n", FilesTestbed.Hosts(_bed.Request(options)));
    }

    [Fact]
    public void A_link_is_found_by_its_alias_its_host_name_and_its_name()
    {
        LinkedContainer[] links =
        [
            new("plain", "plain", "f811660daf06", FilesTestbed.Addresses("172.17.0.3")),
            new("db", "db", "dbhost", FilesTestbed.Addresses("172.17.0.2")),
            new("database", "db", "dbhost", FilesTestbed.Addresses("172.17.0.2")),
            new("f", "fq", "fq.example.org", FilesTestbed.Addresses("172.17.0.5")),
        ];
        Assert.Equal(
            "172.17.0.3\tplain f811660daf06\n172.17.0.2\tdb dbhost\n172.17.0.2\tdatabase dbhost db\n172.17.0.5\tf fq.example.org fq\n172.17.0.4\t83b35b392417\n",
            FilesTestbed.Hosts(_bed.Request(address: "172.17.0.4") with { HostName = "83b35b392417", Links = links }));
    }

    [Fact]
    public void On_the_hosts_network_it_is_the_hosts_file()
        => Assert.Equal("127.0.0.1 localhost\n127.0.0.1 vm\n", HostsFile.Build(_bed.Request(address: "") with { SharesHostNetwork = true }));

    [Fact]
    public void On_the_hosts_network_with_added_hosts_it_is_those()
        => Assert.Equal("10.1.2.3\tdb\n", FilesTestbed.Hosts(_bed.Request(new ContainerOptions { AddHost = ["db:10.1.2.3"] }, "") with { SharesHostNetwork = true }));

    [Fact]
    public void Without_a_network_there_is_only_localhost()
        => Assert.Equal("", FilesTestbed.Hosts(_bed.Request(new ContainerOptions { HostName = "web" }, "")));

    [Fact]
    public void Without_a_name_server_the_names_of_the_networks_come_last()
    {
        HostsEntry[] neighbors = [new(FilesTestbed.Addresses("172.18.0.3")[0], ["db", "cache"])];
        Assert.Equal("172.18.0.2\tc61d1bcc0867\n172.18.0.3\tdb cache\n", FilesTestbed.Hosts(_bed.Request(address: "172.18.0.2") with { Neighbors = neighbors }));
    }

    [Theory]
    [InlineData("db:[fd00::1]", "fd00::1\tdb\n")]
    [InlineData("db=10.1.2.3", "10.1.2.3\tdb\n")]
    public void An_added_host_may_be_written_as_newer_engines_take_it(string text, string expected)
        => Assert.Equal(expected, FilesTestbed.Hosts(_bed.Request(new ContainerOptions { AddHost = [text] }, "")));

    [Theory]
    [InlineData("foo")]
    [InlineData("foo:")]
    [InlineData(":1.2.3.4")]
    [InlineData("foo:1.2.3")]
    [InlineData("foo:host-gateway:x")]
    [InlineData("fo:o:1.2.3.4")]
    [InlineData("a b:1.2.3.4")]
    [InlineData("a\nb:1.2.3.4")]
    public void What_is_no_host_to_add_is_an_error(string text)
        => Assert.Equal("InvalidAddedHost", Assert.Throws<ContainerNetException>(() => AddedHost.Parse(text)).ErrorId);

    [Fact]
    public void Host_gateway_needs_a_network_with_the_host()
        => Assert.Equal("InvalidAddedHost", Assert.Throws<ContainerNetException>(() => HostsFile.Build(_bed.Request(new ContainerOptions { AddHost = ["gw:host-gateway"] }) with { HostGateway = [] })).ErrorId);
}
