using ContainerNet.Containers.EtcFiles;
using ContainerNet.Linux.Etc;
using Xunit;

namespace ContainerNet.Tests.Containers.EtcFiles;

/// <summary>What each case expects is what containers of a Docker Engine 20.10 had; where that differs, the test says so.</summary>
public sealed class ContainerResolvConfTests
{
    private const string Corp = "search corp.example\nnameserver 10.9.9.9\noptions timeout:1\n";

    [Theory]
    [InlineData("nameserver 10.255.255.53\n", "nameserver 10.255.255.53\n")]
    [InlineData("# hello\nsearch corp.example lab.example\nnameserver 127.0.0.1\nnameserver 10.9.9.9\nnameserver fd00::53\nnameserver ::1\noptions timeout:1 attempts:3\nsortlist 10.0.0.0\n",
        "search corp.example lab.example\nnameserver 10.9.9.9\noptions timeout:1 attempts:3\nsortlist 10.0.0.0\n")]
    [InlineData("nameserver 127.0.0.1\n", "nameserver 8.8.8.8\nnameserver 8.8.4.4\n")]
    [InlineData("nameserver fd00::53\n", "nameserver 8.8.8.8\nnameserver 8.8.4.4\n")]
    [InlineData("", "nameserver 8.8.8.8\nnameserver 8.8.4.4\n")]
    [InlineData("nameserver 127.0.0.53\noptions edns0 trust-ad\nsearch x.example\n", "search x.example\nnameserver 8.8.8.8\nnameserver 8.8.4.4\noptions edns0 trust-ad\n")]
    [InlineData("domain d.example\nnameserver nonsense\nnameserver 10.9.9.9", "search d.example\nnameserver 10.9.9.9\n")]
    public void It_is_the_hosts_without_the_servers_that_cannot_be_reached(string host, string expected) => Assert.Equal(expected, Build(host, new ContainerOptions()));

    [Fact]
    public void With_an_IPv6_address_IPv6_servers_stay()
    {
        using var bed = new FilesTestbed("nameserver fd00::53\nnameserver fe80::1%lo\nnameserver 127.0.0.1\n");
        Assert.Equal("nameserver fd00::53\n", ContainerResolvConf.Build(bed.Request(address: "172.17.0.2 fd00::2")));
        bed.HostFile("etc", "resolv.conf", "nameserver ::1\n");
        Assert.Equal("nameserver 8.8.8.8\nnameserver 8.8.4.4\nnameserver 2001:4860:4860::8888\nnameserver 2001:4860:4860::8844\n", ContainerResolvConf.Build(bed.Request(address: "172.17.0.2 fd00::2")));
    }

    [Fact]
    public void The_servers_behind_systemd_resolveds_stub_replace_the_stub()
    {
        using var bed = new FilesTestbed("nameserver 127.0.0.53\noptions edns0\n");
        bed.HostFile("resolved", "resolv.conf", "nameserver 10.4.4.4\nsearch lan.example\n");
        Assert.Equal("search lan.example\nnameserver 10.4.4.4\n", ContainerResolvConf.Build(bed.Request()));
    }

    [Fact]
    public void Each_option_replaces_its_part_of_the_hosts_file()
    {
        Assert.Equal("search corp.example\nnameserver 9.9.9.9\noptions timeout:1\n", Build(Corp, new ContainerOptions { Dns = FilesTestbed.Addresses("9.9.9.9") }));
        Assert.Equal("search a.b\nnameserver 10.9.9.9\noptions timeout:1\n", Build(Corp, new ContainerOptions { DnsSearch = ["a.b"] }));
        Assert.Equal("nameserver 10.9.9.9\noptions timeout:1\n", Build(Corp, new ContainerOptions { DnsSearch = ["."] }));
        Assert.Equal("search corp.example\nnameserver 10.9.9.9\noptions use-vc\n", Build(Corp, new ContainerOptions { DnsOptions = ["use-vc"] }));
        var all = new ContainerOptions { Dns = FilesTestbed.Addresses("9.9.9.9 127.0.0.1"), DnsSearch = ["a.example", "b.example"], DnsOptions = ["ndots:2"] };
        Assert.Equal("search a.example b.example\nnameserver 9.9.9.9\nnameserver 127.0.0.1\noptions ndots:2\n", Build(Corp, all));
    }

    [Fact]
    public void An_option_replaces_the_configuration_which_replaces_the_hosts_file()
    {
        var configured = new ContainerNetConfiguration { DnsValue = FilesTestbed.Addresses("10.20.1.2"), DnsSearch = ["conf.example"], DnsOption = ["ndots:3"] };
        using var bed = new FilesTestbed(Corp);
        Assert.Equal("search conf.example\nnameserver 10.20.1.2\noptions ndots:3\n", ContainerResolvConf.Build(bed.Request() with { Configuration = configured }));
        var wish = new ContainerOptions { Dns = FilesTestbed.Addresses("9.9.9.9") };
        Assert.Equal("search conf.example\nnameserver 9.9.9.9\noptions ndots:3\n", ContainerResolvConf.Build(bed.Request(wish) with { Configuration = configured }));
    }

    // Docker keeps a loopback server of the host's there, which leads the container to itself.
    [Fact]
    public void Another_option_does_not_add_unreachable_servers()
        => Assert.Equal("nameserver 10.9.9.9\noptions ndots:1\n", Build("nameserver 127.0.0.1\nnameserver 10.9.9.9\n", new ContainerOptions { DnsOptions = ["ndots:1"] }));

    // Docker writes 127.0.0.11 there, a server of its daemon inside the container's namespace.
    [Theory]
    [InlineData(Corp, "search corp.example\nnameserver 172.18.0.1\noptions timeout:1 ndots:0\n")]
    [InlineData("search corp.example\nnameserver 10.9.9.9\noptions timeout:1 ndots:4\n", "search corp.example\nnameserver 172.18.0.1\noptions timeout:1 ndots:4\n")]
    [InlineData("nameserver 127.0.0.1\n", "nameserver 172.18.0.1\noptions ndots:0\n")]
    public void On_networks_with_names_it_is_their_server(string host, string expected)
    {
        using var bed = new FilesTestbed(host);
        Assert.Equal(expected, ContainerResolvConf.Build(bed.Request() with { NameServers = FilesTestbed.Addresses("172.18.0.1") }));
        Assert.Equal(expected, ContainerResolvConf.Build(bed.Request(new ContainerOptions { Dns = FilesTestbed.Addresses("9.9.9.9") }) with { NameServers = FilesTestbed.Addresses("172.18.0.1") }));
    }

    [Fact]
    public void The_resolver_takes_three_servers_at_most()
    {
        using var bed = new FilesTestbed();
        string text = ContainerResolvConf.Build(bed.Request() with { NameServers = FilesTestbed.Addresses("172.18.0.1 172.19.0.1 172.20.0.1 172.21.0.1") });
        Assert.Equal(3, ResolvConf.Parse(text).Servers.Count);
    }

    [Fact]
    public void On_the_hosts_network_it_is_the_hosts_file_unless_an_option_is_given()
    {
        using var bed = new FilesTestbed("# mine\nnameserver 127.0.0.1\nnameserver 10.9.9.9\n");
        Assert.Equal("# mine\nnameserver 127.0.0.1\nnameserver 10.9.9.9\n", ContainerResolvConf.Build(bed.Request(address: "") with { SharesHostNetwork = true }));
        Assert.Equal("nameserver 127.0.0.1\nnameserver 10.9.9.9\noptions ndots:2\n", ContainerResolvConf.Build(bed.Request(new ContainerOptions { DnsOptions = ["ndots:2"] }, "") with { SharesHostNetwork = true }));
    }

    [Fact]
    public void No_text_is_misread()
    {
        var random = new Random(20);
        for (int i = 0; i < 2000; i++)
        {
            string text = string.Concat(Enumerable.Range(0, random.Next(60)).Select(_ => random.GetItems(["nameserver", "search", "options", "domain", " ", "\n", "\t", "#", ";", "10.0.0.1", "::1", "\0", "é", "x"], 1)[0]));
            var parsed = ResolvConf.Parse(text);
            Assert.Equal(parsed.ToString(), ResolvConf.Parse(parsed.ToString()).ToString());
        }
    }

    private static string Build(string host, ContainerOptions options)
    {
        using var bed = new FilesTestbed(host);
        return ContainerResolvConf.Build(bed.Request(options));
    }
}
