using System.Text.Json.Nodes;
using ContainerNet.Plans;
using ContainerNet.Tests.Support;
using Xunit;

namespace ContainerNet.Tests.Host.Links;

public sealed class BridgeTests : IDisposable
{
    private static readonly NamespaceReference _here = NamespaceReference.Host;

    private readonly TestHost _host = new();

    public void Dispose() => _host.Dispose();

    [Fact]
    public void A_bridge_has_the_requested_settings()
    {
        var settings = new BridgeSettings { Stp = true, AgeingTime = TimeSpan.FromSeconds(60), ForwardDelay = TimeSpan.FromSeconds(4), Mtu = 1400 };
        ContainerBridge bridge = _host.Net.Bridges.PlanCreate(_here, "br0", settings).Run();

        JsonNode shown = _host.IpJson(_here, "-d link show br0")[0]!;
        JsonNode data = shown["linkinfo"]!["info_data"]!;
        Assert.Equal((1, 6000, 400, 1400), ((int)data["stp_state"]!, (int)data["ageing_time"]!, (int)data["forward_delay"]!, (int)shown["mtu"]!));
        Assert.Equal((true, "00:01:00"), (bridge.StpEnabled, bridge.AgeingTime));
        Assert.Contains("UP", shown["flags"]!.AsArray().Select(flag => flag!.ToString()));
    }

    [Fact]
    public void A_bridge_filters_by_VLAN_where_the_kernel_can_and_the_error_says_so_where_it_cannot()
    {
        var settings = new BridgeSettings { VlanFiltering = true };
        if (Tool.Try("unshare", ["--net", "ip", "link", "add", "probe0", "type", "bridge", "vlan_filtering", "1"]).ExitCode == 0)
            Assert.True(_host.Net.Bridges.PlanCreate(_here, "br0", settings).Run().VlanFiltering);
        else
            Assert.Equal(ErrorKind.Unsupported, Assert.Throws<PlanException>(() => _host.Net.Bridges.PlanCreate(_here, "br0", settings).Run()).Kind);
    }

    [Fact]
    public void The_printed_command_makes_the_same_bridge()
    {
        var settings = new BridgeSettings { Stp = true, AgeingTime = TimeSpan.FromSeconds(60), Mtu = 1400 };
        string command = string.Join('\n', _host.Net.Bridges.PlanCreate(_here, "br0", settings).Commands);
        IpTool.Start(_host.Options.NamespacePath, ["sh", "-ec", command], null);

        Assert.True(_host.Net.Bridges.PlanCreate(_here, "br0", settings).IsEmpty);
    }

    [Fact]
    public void Ports_come_and_go()
    {
        _host.Net.Bridges.PlanCreate(_here, "br0").Run();
        _host.Ip(_here, "link add v0 type veth peer name v1");

        ContainerBridgePort port = _host.Net.Bridges.PlanAddPort(_here, "br0", "v0").Run();
        Assert.Equal(("v0", "br0"), (port.Name, port.BridgeName));
        Assert.Equal("v0", Assert.Single(Assert.Single(_host.Net.Bridges.List(_here)).Ports).Name);
        Assert.Equal("br0", _host.IpJson(_here, "link show v0")[0]!["master"]!.ToString());
        Assert.True(_host.Net.Bridges.PlanAddPort(_here, "br0", "v0").IsEmpty);

        _host.Net.Bridges.PlanRemovePort(_here, "br0", "v0").Run();
        Assert.Null(_host.IpJson(_here, "link show v0")[0]!["master"]);
    }

    [Fact]
    public void Ports_and_MAC_table_equal_what_the_bridge_tool_shows()
    {
        // Without learning: what the other end sends first would come into the table between the two readings.
        _host.IpBatch(_here, "link add br0 type bridge", "link add br1 type bridge", "link add v0 type veth peer name v1", "link set v0 master br0", "link set v0 type bridge_slave learning off", "link set br0 up", "link set v0 up", "link set v1 up");
        IpTool.Start(_host.Options.NamespacePath, ["bridge", "fdb", "add", "02:00:00:00:00:07", "dev", "v0", "master", "static"], null);
        ContainerBridge bridge = _host.Net.Bridges.List(_here).Single(found => found.Name == "br0");

        string[] expected = [.. Bridge("fdb show br br0").Select(entry => Describe(entry!["mac"]!, entry["ifname"]!, entry["vlan"], entry["state"]?.ToString() == "permanent", entry["flags"]!.AsArray().Any(flag => flag!.ToString() == "self")))];
        string[] actual = [.. bridge.MacTable.Select(entry => Describe(entry.MacAddressValue, entry.InterfaceAlias, entry.Vlan, entry.IsPermanent, entry.IsSelf))];
        Assert.Equal(expected.Order(StringComparer.Ordinal), actual.Order(StringComparer.Ordinal));
        Assert.Contains(bridge.MacTable, entry => entry.MacAddressValue == MacAddress.Parse("02:00:00:00:00:07") && !entry.IsPermanent);

        JsonNode port = Assert.Single(Bridge("link show master br0"))!;
        ContainerBridgePort ours = Assert.Single(bridge.Ports);
        Assert.Equal((port["ifname"]!.ToString(), (int)port["cost"]!, (int)port["priority"]!), (ours.Name, (int)ours.Details.Cost, (int)ours.Details.Priority));
    }

    [Theory]
    [InlineData("lo", "NotABridge")]
    [InlineData("nosuch", "InterfaceNotFound")]
    [InlineData("a-name-too-long-", "InvalidInterfaceName")]
    public void What_is_no_bridge_is_an_error_of_its_own(string name, string errorId)
        => Assert.Equal(errorId, Assert.Throws<ContainerNetException>(() => _host.Net.Bridges.PlanRemove(_here, name).Run()).ErrorId);

    [Fact]
    public void A_port_of_one_bridge_is_not_taken_by_another()
    {
        _host.IpBatch(_here, "link add br0 type bridge", "link add br1 type bridge", "link add v0 type veth peer name v1", "link set v0 master br0");
        Assert.Equal("PortInUse", Assert.Throws<ContainerNetException>(() => _host.Net.Bridges.PlanAddPort(_here, "br1", "v0").Run()).ErrorId);
        Assert.Equal("PortNotFound", Assert.Throws<ContainerNetException>(() => _host.Net.Bridges.PlanRemovePort(_here, "br1", "v0").Run()).ErrorId);
    }

    [Fact]
    public void A_network_s_bridge_is_removed_only_with_its_network()
    {
        ContainerNetwork network = _host.Net.Networks.PlanCreate(new NetworkDefinition { Name = "demo", Subnet = System.Net.IPNetwork.Parse("172.20.0.0/16") }).Run();
        Assert.Equal("BridgeInUse", Assert.Throws<ContainerNetException>(() => _host.Net.Bridges.PlanRemove(_here, network.BridgeName!).Run()).ErrorId);
    }

    private JsonArray Bridge(string arguments) => (JsonArray)JsonNode.Parse(IpTool.Start(_host.Options.NamespacePath, ["bridge", "-j", "-d", .. arguments.Split(' ')], null))!;

    private static string Describe(object mac, object name, object? vlan, bool permanent, bool self) => $"{mac} {name} vlan {vlan} {(permanent ? "permanent" : "")} {(self ? "self" : "")}";
}
