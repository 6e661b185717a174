using ContainerNet.Host.Links;
using ContainerNet.Plans;
using ContainerNet.Tests.Support;
using Xunit;

namespace ContainerNet.Tests.Host.Links;

public sealed class VethTests : IDisposable
{
    private readonly TestHost _host = new();
    private readonly NamespaceReference _blue;
    private readonly NamespaceReference _red;

    public VethTests()
    {
        _blue = _host.NewNamespace("blue");
        _red = _host.NewNamespace("red");
    }

    public void Dispose() => _host.Dispose();

    [Fact]
    public void A_pair_is_made_with_each_end_in_its_namespace()
    {
        MacAddress mac = MacAddress.Parse("02:00:00:00:00:01"), peerMac = MacAddress.Parse("02:00:00:00:00:02");

        VethPair pair = _host.Net.VethPairs.PlanCreate(new VethEnd(_blue, "v0") { Up = true, Mac = mac }, new VethEnd(_red, "eth0") { Up = true, Mac = peerMac }, mtu: 1400).Run();

        Assert.Equal(("v0", "eth0", _blue, _red), (pair.Name, pair.PeerName, pair.NamespaceValue, pair.PeerNamespaceValue));
        Assert.Equal((pair.Peer!.InterfaceIndex, pair.Peer.LinkIndex), (pair.PeerIndex, pair.InterfaceIndex));
        Assert.Equal((mac, peerMac, 1400u, 1400u), (pair.Adapter.MacAddressValue, pair.Peer.MacAddressValue, pair.Adapter.MtuSize, pair.Peer.MtuSize));
        Assert.Contains("UP", _host.Ip(_blue, "link show v0"), StringComparison.Ordinal);
        Assert.Contains("UP", _host.Ip(_red, "link show eth0"), StringComparison.Ordinal);
    }

    [Fact]
    public void Pairs_are_listed_once_wherever_their_ends_are()
    {
        _host.Net.VethPairs.PlanCreate(new VethEnd(_blue, "a0"), new VethEnd(_blue, "a1")).Run();
        _host.Net.VethPairs.PlanCreate(new VethEnd(_blue, "b0"), new VethEnd(_red, "b1")).Run();
        _host.Net.VethPairs.PlanCreate(new VethEnd(NamespaceReference.Host, "c0"), new VethEnd(_blue, "c1")).Run();

        string[] pairs = [.. _host.Net.VethPairs.List(_blue).Select(pair => $"{pair.Name} {pair.PeerName} {pair.PeerNamespaceValue}").Order()];

        Assert.Equal(["a0 a1 blue", "b0 b1 red", "c1 c0 "], pairs);
        Assert.Equal("c0", Assert.Single(_host.Net.VethPairs.List(NamespaceReference.Host)).Name);
    }

    [Fact]
    public void Ends_that_have_the_same_index_in_two_namespaces_are_not_mistaken()
    {
        // The first link of each new namespace gets the same index.
        _host.Ip(_blue, $"link add x0 index 77 type veth peer name y0 index 77 netns {_host.PathOf(_red)}");

        VethPair pair = Assert.Single(_host.Net.VethPairs.List(_blue));

        Assert.Equal(("x0", 77, "y0", 77, _red), (pair.Name, pair.InterfaceIndex, pair.PeerName, pair.PeerIndex, pair.PeerNamespaceValue));
    }

    [Fact]
    public void An_end_in_an_unreachable_namespace_is_shown_without_its_peer()
    {
        _host.Ip(_blue, $"link add x0 type veth peer name y0 netns {_host.PathOf(_red)}");
        // A thread inside keeps the namespace when its name is removed, and no process shows it.
        using var inside = new ManualResetEventSlim();
        using var leave = new ManualResetEventSlim();
        var thread = new Thread(() =>
        {
            using (_host.Net.Namespaces.Enter(_red))
            {
                inside.Set();
                leave.Wait();
            }
        });
        thread.Start();
        inside.Wait();
        _host.Net.Namespaces.PlanRemove("red").Run();

        VethPair pair = Assert.Single(_host.Net.VethPairs.List(_blue));

        Assert.Equal(("x0", null, null), (pair.Name, pair.PeerName, pair.PeerNamespaceValue));
        Assert.NotEqual(0, pair.PeerIndex);
        leave.Set();
        thread.Join();
    }

    [Fact]
    public void An_end_is_moved_and_renamed_in_one_step()
    {
        _host.Net.VethPairs.PlanCreate(new VethEnd(NamespaceReference.Host, "v0"), new VethEnd(NamespaceReference.Host, "v1")).Run();
        Plan<NetAdapter> move = _host.Net.VethPairs.PlanMove(NamespaceReference.Host, "v1", _blue, "eth0");

        NetAdapter moved = move.Run();

        Assert.Single(move.Steps);
        Assert.Equal(("eth0", _blue), (moved.Name, moved.NamespaceValue));
        Assert.DoesNotContain("v1", _host.Ip(NamespaceReference.Host, "link"), StringComparison.Ordinal);
        Assert.Contains("eth0", _host.Ip(_blue, "link"), StringComparison.Ordinal);
        Assert.Equal("eth0", _host.Net.VethPairs.Get(NamespaceReference.Host, "v0").PeerName);
        Assert.True(_host.Net.VethPairs.PlanMove(NamespaceReference.Host, "v1", _blue, "eth0").IsEmpty);
    }

    [Fact]
    public void A_name_that_is_taken_where_an_end_moves_to_leaves_all_as_it_was()
    {
        _host.Net.VethPairs.PlanCreate(new VethEnd(NamespaceReference.Host, "v0"), new VethEnd(NamespaceReference.Host, "v1")).Run();
        _host.Ip(_blue, "link add eth0 type bridge");
        string before = _host.Snapshot();

        ContainerNetException error = Assert.ThrowsAny<ContainerNetException>(() => _host.Net.VethPairs.PlanMove(NamespaceReference.Host, "v1", _blue, "eth0").Run());

        Assert.Equal(ErrorKind.AlreadyExists, error.Kind);
        Assert.Equal(before, _host.Snapshot());
    }

    [Fact]
    public void Removing_one_end_removes_both()
    {
        _host.Net.VethPairs.PlanCreate(new VethEnd(_blue, "v0"), new VethEnd(_red, "eth0")).Run();

        _host.Net.VethPairs.PlanRemove(_red, "eth0").Run();

        Assert.Empty(_host.Net.VethPairs.List(_blue));
        Assert.Single(_host.Net.Links.List(_red));
    }

    [Fact]
    public void What_is_no_veth_is_not_treated_as_one()
    {
        _host.Ip(_blue, "link add br0 type bridge");

        Assert.Equal("NotAVethPair", Assert.ThrowsAny<ContainerNetException>(() => _host.Net.VethPairs.Get(_blue, "br0")).ErrorId);
        Assert.Equal("NotAVethPair", Assert.ThrowsAny<ContainerNetException>(() => _host.Net.VethPairs.PlanRemove(_blue, "lo").Run()).ErrorId);
        Assert.Equal("NotAVethPair", Assert.ThrowsAny<ContainerNetException>(() => _host.Net.VethPairs.PlanMove(_blue, "br0", _red).Run()).ErrorId);
        Assert.Equal("SameNameForBothEnds", Assert.ThrowsAny<ContainerNetException>(() => _host.Net.VethPairs.PlanCreate(new VethEnd(_blue, "v0"), new VethEnd(_blue, "v0")).Run()).ErrorId);
        Assert.Equal("InterfaceExists", Assert.ThrowsAny<ContainerNetException>(() => _host.Net.VethPairs.PlanCreate(new VethEnd(_blue, "br0"), new VethEnd(_red, "x")).Run()).ErrorId);
    }

    [Fact]
    public void Settings_that_are_there_already_make_no_step_and_bad_ones_touch_nothing()
    {
        _host.Ip(_blue, "link add v0 type veth peer name v1");
        var settings = new LinkSettings { Mtu = 1400, Up = true, Description = "text", Mac = MacAddress.Parse("02:00:00:00:00:09") };

        NetAdapter changed = _host.Net.Links.PlanChange(_blue, "v0", settings).Run();

        Assert.Equal((1400u, true, "text", settings.Mac), (changed.MtuSize, changed.IsEnabled, changed.Description, changed.MacAddressValue));
        Assert.True(_host.Net.Links.PlanChange(_blue, "v0", settings).IsEmpty);
        Assert.Equal("", _host.Net.Links.PlanChange(_blue, "v0", new LinkSettings { Description = "" }).Run().Description);
        Assert.Equal("InvalidMtu", Assert.ThrowsAny<ContainerNetException>(() => _host.Net.Links.PlanChange(_blue, "v0", new LinkSettings { Mtu = 67 }).Run()).ErrorId);
        Assert.Equal("InvalidMtu", Assert.ThrowsAny<ContainerNetException>(() => _host.Net.Links.PlanChange(_blue, "v0", new LinkSettings { Mtu = 65_536 }).Run()).ErrorId);
        Assert.Equal("InvalidMacAddress", Assert.ThrowsAny<ContainerNetException>(() => _host.Net.Links.PlanChange(_blue, "v0", new LinkSettings { Mac = MacAddress.Parse("01:00:5e:00:00:01") }).Run()).ErrorId);
        Assert.Equal("InvalidInterfaceName", Assert.ThrowsAny<ContainerNetException>(() => _host.Net.Links.PlanRename(_blue, "v0", "a/b").Run()).ErrorId);
        Assert.Equal("InvalidDescription", Assert.ThrowsAny<ContainerNetException>(() => _host.Net.Links.PlanChange(_blue, "v0", new LinkSettings { Description = new string('x', 256) }).Run()).ErrorId);
    }
}
