using ContainerNet.Host.Sysctls;
using ContainerNet.Linux.Syscalls;
using ContainerNet.Plans;
using ContainerNet.Tests.Support;
using Xunit;

namespace ContainerNet.Tests.Host.Sysctls;

/// <summary>Kernel parameters are those of the namespace that is meant, wherever the thread is that sets them.</summary>
public sealed class SysctlTests : IDisposable
{
    private const string RouteLocalnet = "net/ipv4/conf/lo/route_localnet", ProxyArp = "net/ipv4/conf/lo/proxy_arp", DisableIPv6 = "net/ipv6/conf/lo/disable_ipv6";

    private readonly TestHost _host = new();
    private readonly NamespaceReference _blue;

    public SysctlTests() => _blue = _host.NewNamespace("blue");

    public static TheoryData<string> Places => ["", "blue"];

    public void Dispose() => _host.Dispose();

    [Theory]
    [MemberData(nameof(Places))]
    public void Several_are_set_together_and_set_back_together(string where)
    {
        NamespaceReference place = NamespaceReference.Parse(where), other = where.Length == 0 ? _blue : NamespaceReference.Host;
        string before = Values(place), others = Values(other);
        var step = new SetSysctls("lo", [new(RouteLocalnet, "1", "0"), new(ProxyArp, "1", "0"), new(DisableIPv6, "1", "0")]) { Namespace = place };

        new Plan(_host.Net.Context, "Set", _ => [step]).Run();
        Assert.Equal("1 1 1", Values(place));
        new Plan(_host.Net.Context, "Set back", _ => [step.Inverse]).Run();
        Assert.Equal((before, others), (Values(place), Values(other)));
        Assert.Equal("0 0 0", before);
    }

    [Theory]
    [InlineData("", "net/ipv4/conf/lo/arp_filter", "many", "SysctlRefused")]
    [InlineData("blue", "net/ipv4/conf/lo/arp_filter", "many", "SysctlRefused")]
    [InlineData("", "net/ipv4/conf/nowhere0/proxy_arp", "1", "SysctlNotFound")]
    [InlineData("blue", "net/ipv6/conf/nowhere0/disable_ipv6", "1", "SysctlNotFound")]
    public void One_that_cannot_be_set_leaves_those_before_it_as_they_were(string where, string key, string value, string errorId)
    {
        NamespaceReference place = NamespaceReference.Parse(where);
        var step = new SetSysctls("lo", [new(RouteLocalnet, "1", "0"), new(DisableIPv6, "1", "0"), new(key, value, "0"), new(ProxyArp, "1", "0")]) { Namespace = place };
        PlanException error = Assert.Throws<PlanException>(() => new Plan(_host.Net.Context, "Set", _ => [step]).Run());
        Assert.Equal((errorId, 0), (error.ErrorId, error.NotUndone.Count));
        Assert.Equal("0 0 0", Values(place));
    }

    [Fact]
    public void Undoing_what_went_with_its_interface_is_undoing_nothing()
    {
        _host.Ip(NamespaceReference.Host, "link add br0 type bridge");
        var step = new SetSysctls("br0", [new("net/ipv4/conf/br0/route_localnet", "1", "0")]);
        using PlanSession session = _host.Net.Context.NewSession();
        step.Apply(session);
        _host.Ip(NamespaceReference.Host, "link del br0");
        Assert.Empty(PlanRunner.Undo(session, [step]));
    }

    [Fact]
    public void An_interface_that_is_made_again_has_parameters_again()
    {
        for (int round = 0; round < 3; round++)
        {
            _host.Ip(NamespaceReference.Host, "link add br0 type bridge");
            _host.Net.Namespaces.PlanSysctl(NamespaceReference.Host, "net.ipv4.conf.br0.proxy_arp", "1").Run();
            Assert.Equal("1", Read(NamespaceReference.Host, "net/ipv4/conf/br0/proxy_arp"));
            _host.Ip(NamespaceReference.Host, "link del br0");
            Assert.Null(_host.Net.Namespaces.GetSysctl(NamespaceReference.Host, "net.ipv4.conf.br0.proxy_arp"));
        }
    }

    // The host's directories are opened by whichever thread comes first.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_thread_inside_another_namespace_sets_the_hosts(bool first) => OwnThread.Run(() =>
    {
        using var net = new NetHost(_host.Options);
        if (!first) Assert.Equal("0", net.Namespaces.GetSysctl(NamespaceReference.Host, RouteLocalnet));
        using (net.Namespaces.Enter(_blue))
        {
            foreach (string key in new[] { RouteLocalnet, ProxyArp, DisableIPv6 }) net.Namespaces.PlanSysctl(NamespaceReference.Host, key, "1").Run();
            Assert.Equal("1", net.Namespaces.GetSysctl(NamespaceReference.Host, DisableIPv6));
            Assert.Equal("0", net.Namespaces.GetSysctl(_blue, DisableIPv6));
        }
        Assert.Equal(("1 1 1", "0 0 0"), (Values(NamespaceReference.Host), Values(_blue)));
    });

    [Fact]
    public async Task Threads_of_the_pool_set_the_hosts_too_and_stay_where_they_are()
    {
        ulong? home = null, after = null;
        await Task.Run(() =>
        {
            home = FileIdentity.Of("/proc/thread-self/ns/net")?.Inode;
            using var net = new NetHost(_host.Options);
            net.Namespaces.PlanSysctl(NamespaceReference.Host, ProxyArp, "1").Run();
            net.Namespaces.PlanSysctl(_blue, RouteLocalnet, "1").Run();
            after = FileIdentity.Of("/proc/thread-self/ns/net")?.Inode;
        }, TestContext.Current.CancellationToken);
        Assert.Equal(home, after);
        Assert.Equal(("0 1 0", "1 0 0"), (Values(NamespaceReference.Host), Values(_blue)));
    }

    [Fact]
    public void What_is_kept_of_the_host_keeps_no_namespace_alive()
    {
        string key = "net.ipv4.conf.lo.proxy_arp";
        using var net = new NetHost(_host.Options with { NamespacePath = _host.PathOf(_blue) });
        Assert.Equal("0", net.Namespaces.GetSysctl(NamespaceReference.Host, key));
        _host.Net.Namespaces.PlanRemove("blue").Run();
        Assert.True(SpinWait.SpinUntil(() => net.Namespaces.GetSysctl(NamespaceReference.Host, key) is null, TimeSpan.FromSeconds(10)), "it is gone");
    }

    private string Values(NamespaceReference place) => string.Join(' ', new[] { RouteLocalnet, ProxyArp, DisableIPv6 }.Select(key => Read(place, key)));

    private string Read(NamespaceReference place, string key) => IpTool.Start(_host.PathOf(place), ["cat", $"/proc/sys/{key}"], null).Trim();
}
