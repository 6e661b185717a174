using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Xunit;

namespace ContainerNet.Tests.Networks.Endpoints;

/// <summary>What an endpoint is given, and that it cannot be another's.</summary>
public sealed class EndpointTests : IDisposable
{
    private readonly NetworkTestbed _bed = new();

    public EndpointTests() => _bed.NewNetwork("demo", "172.20.0.0/16");

    private NetHost Net => _bed.Net;

    public void Dispose() => _bed.Dispose();

    [Fact]
    public void A_MAC_address_is_given_once()
    {
        var options = new EndpointOptions { MacAddress = MacAddress.Parse("02:00:00:00:00:77") };
        ContainerEndpoint web = Net.Endpoints.PlanConnect("demo", _bed.NewNamespace("web"), options).Run();
        Assert.Contains("02:00:00:00:00:77", _bed.Host.Ip(web.NamespaceValue, "link show eth0"), StringComparison.Ordinal);
        NamespaceReference other = _bed.NewNamespace("other");
        Assert.Equal("MacAddressInUse", NetworkTestbed.ErrorId(() => Net.Endpoints.PlanConnect("demo", other, options).Steps));

        _bed.Host.Ip(NamespaceReference.Host, $"link delete {web.HostInterface}");
        Assert.Equal(options.MacAddress, Net.Endpoints.PlanConnect("demo", other, options).Run().MacAddressValue);
    }

    [Theory]
    [InlineData("01:00:5e:00:00:01")]
    [InlineData("00:00:00:00:00:00")]
    public void A_MAC_address_that_no_interface_can_have_is_an_error(string mac)
        => Assert.Equal("InvalidMacAddress", NetworkTestbed.ErrorId(() => Net.Endpoints.PlanConnect("demo", _bed.NewNamespace("web"), new EndpointOptions { MacAddress = MacAddress.Parse(mac) }).Steps));

    [Fact]
    public void Aliases_are_kept_and_a_request_with_other_aliases_is_an_error()
    {
        var options = new EndpointOptions { Aliases = ["db", "db-1.example"] };
        NamespaceReference place = _bed.NewNamespace("web");
        Assert.Equal(options.Aliases, Net.Endpoints.PlanConnect("demo", place, options).Run().Aliases);
        Assert.True(Net.Endpoints.PlanConnect("demo", place, options).IsEmpty);
        Assert.Equal("EndpointExists", NetworkTestbed.ErrorId(() => Net.Endpoints.PlanConnect("demo", place, new EndpointOptions { Aliases = ["cache"] }).Steps));
        Assert.Equal("InvalidAlias", NetworkTestbed.ErrorId(() => Net.Endpoints.PlanConnect("demo", place, new EndpointOptions { Aliases = ["no spaces"] })));
    }

    [Fact]
    public void A_process_s_namespace_is_attached_by_its_id()
    {
        NamespaceReference named = _bed.NewNamespace("web");
        using Process process = Process.Start("nsenter", [$"--net={_bed.Host.PathOf(named)}", "sleep", "30"]);
        try
        {
            Assert.True(SpinWait.SpinUntil(() => Net.Namespaces.Get(process.Id).Inode == Net.Namespaces.Get(named).Inode, 5000));
            ContainerEndpoint endpoint = Net.Endpoints.PlanConnect("demo", process.Id).Run();
            Assert.Contains("172.20.0.2/16", _bed.Host.Ip(named, "addr show eth0"), StringComparison.Ordinal);
            Assert.Equal(endpoint.Id, Net.Endpoints.OnlyOf(named).Id);
        }
        finally
        {
            process.Kill();
        }
        Net.Endpoints.PlanDisconnect("demo", named).Run();
        Assert.Empty(Net.Endpoints.List());
    }

    [Fact]
    public void The_address_of_a_removed_endpoint_may_be_requested()
    {
        ContainerEndpoint web = _bed.NewEndpoint("demo", "web");
        _bed.Host.Ip(NamespaceReference.Host, $"link delete {web.HostInterface}");
        var options = new EndpointOptions { Addresses = [web.IPAddressValue] };
        Assert.Equal(web.IPAddressValue, Net.Endpoints.PlanConnect("demo", _bed.NewNamespace("next"), options).Run().IPAddressValue);
        Assert.Single(Net.Endpoints.List());
    }

    [Fact]
    public void A_namespace_that_lost_its_interface_is_attached_again_however_many_others_there_are()
    {
        ContainerEndpoint web = _bed.NewEndpoint("demo", "web");
        for (int i = 0; i < 12; i++) _bed.NewEndpoint("demo", $"other{i}");
        _bed.Host.Ip(NamespaceReference.Host, $"link delete {web.HostInterface}");
        ContainerEndpoint again = Net.Endpoints.PlanConnect("demo", web.NamespaceValue).Run();
        Assert.NotEqual(web.Id, again.Id);
        Assert.Equal(13, Net.Endpoints.List().Count);
        Assert.Contains($"{again.IPAddressValue}/16", _bed.Host.Ip(web.NamespaceValue, "addr show eth0"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("172.20.0.3")]
    [InlineData("172.20.9.9")]
    [InlineData("10.9.9.9")]
    [InlineData("127.0.0.1")]
    public void What_has_another_s_source_address_does_not_pass(string source)
    {
        ContainerEndpoint web = _bed.NewEndpoint("demo", "web");
        _bed.NewEndpoint("demo", "victim");
        ContainerEndpoint thief = _bed.NewEndpoint("demo", "thief");
        Socket receiver = _bed.Receive(web.NamespaceValue, 5000), host = _bed.Receive(NamespaceReference.Host, 5000);
        Assert.Equal("172.20.0.4", _bed.Send(thief.NamespaceValue, "172.20.0.4", "172.20.0.2", receiver, attempts: 5));
        Assert.Equal("172.20.0.4", _bed.Send(thief.NamespaceValue, "172.20.0.4", "172.20.0.1", host, attempts: 5));

        if (source == "127.0.0.1") _bed.Set(thief.NamespaceValue, "net.ipv4.conf.all.route_localnet=1");
        else _bed.Host.Ip(thief.NamespaceValue, $"addr add {source}/32 dev eth0");
        _bed.Set(web.NamespaceValue, "net.ipv4.conf.all.rp_filter=0", "net.ipv4.conf.eth0.rp_filter=0");
        Assert.Null(_bed.Send(thief.NamespaceValue, source, "172.20.0.2", receiver));
        Assert.Null(_bed.Send(thief.NamespaceValue, source, "172.20.0.1", host));
    }

    [Fact]
    public void What_has_another_s_MAC_address_does_not_pass()
    {
        ContainerEndpoint web = _bed.NewEndpoint("demo", "web"), thief = _bed.NewEndpoint("demo", "thief");
        Socket receiver = _bed.Receive(web.NamespaceValue, 5000);
        Assert.NotNull(_bed.Send(thief.NamespaceValue, "172.20.0.3", "172.20.0.2", receiver, attempts: 5));
        _bed.Host.Ip(thief.NamespaceValue, "link set eth0 address 02:42:ac:14:00:99");
        Assert.Null(_bed.Send(thief.NamespaceValue, "172.20.0.3", "172.20.0.2", receiver));
    }
}
