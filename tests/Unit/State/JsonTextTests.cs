using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ContainerNet.Firewall;
using ContainerNet.Networks;
using ContainerNet.Plans;
using ContainerNet.Plans.Steps;
using ContainerNet.State;
using ContainerNet.Tests.Plans;
using ContainerNet.Tests.Support;
using Xunit;

namespace ContainerNet.Tests.State;

/// <summary>What is written the short way is what the serializer writes, byte for byte.</summary>
public sealed class JsonTextTests : IDisposable
{
    private static readonly NetworkRecord _network = new("abc", "a \"name\" ü", NetworkDrivers.Macvlan, DateTimeOffset.UnixEpoch)
    {
        IPv4 = new NetworkPool(IPNetwork.Parse("10.0.0.0/8"), IPAddress.Parse("10.0.0.1")) { Range = IPNetwork.Parse("10.1.0.0/16"), Auxiliary = new Dictionary<string, IPAddress> { ["<a>"] = IPAddress.Parse("10.0.0.2") } },
        IPv6 = new NetworkPool(IPNetwork.Parse("fd00::/64"), IPAddress.Parse("fd00::1")),
        Parent = "eth0",
        MacvlanMode = MacvlanMode.Private,
        Masquerade = true,
        SnatAddress = IPAddress.Parse("192.0.2.1"),
        MtuSize = 1400,
        Labels = new Dictionary<string, string> { ["key"] = "a\nvalue" },
    };

    private static readonly EndpointRecord _endpoint = new("e", "abc", "/proc/1/ns/net", ulong.MaxValue, "eth0", "veth0", IPAddress.Parse("10.0.0.3"), MacAddress.Parse("02:00:00:00:00:01"), DateTimeOffset.UtcNow)
    {
        IPv6Address = IPAddress.Parse("fd00::3"),
        Aliases = ["one", "two"],
        Dns = [IPAddress.Parse("9.9.9.9")],
        Ports = [new PortRecord(TransportProtocol.Udp, IPAddress.Any, 53, 5353) { Count = 4 }],
        HostAddresses = [IPAddress.Parse("192.0.2.2")],
    };

    private readonly TestHost _host = new();

    public JsonTextTests() => SamplePlans.Prepare(_host);

    public void Dispose() => _host.Dispose();

    [Theory]
    [InlineData(SamplePlans.Everything)]
    [InlineData(SamplePlans.Odd)]
    [InlineData(SamplePlans.VethAcross)]
    public void Steps_are_written_as_the_serializer_writes_them(string plan) => Check(SamplePlans.Of(_host.Net, plan).Steps);

    [Fact]
    public void So_are_the_steps_of_networks_and_endpoints()
    {
        Check(_host.Net.Networks.PlanCreate(new NetworkDefinition { Name = "demo", EnableIPv6 = true, Icc = false }).Steps);
        Check([new SaveNetwork(_network, "10.0.0.9"), new SaveEndpoint(_endpoint, null), new SavePorts("e", _endpoint.Ports, []), new SaveHostAddresses("e", [], _endpoint.HostAddresses)]);
        Check([new ChangeFirewall(new([.. _endpoint.ToElements(), .. (_network with { Bridge = "br0" }).ToElements()], []))]);
    }

    [Fact]
    public void So_are_the_files_of_the_state()
    {
        Check(new NetworkChange { Save = _network }, ChangeJson.Default.NetworkChange);
        Check(new NetworkChange { Save = _network with { IPv4 = null, Labels = null, HostBinding = IPAddress.IPv6Loopback }, Forget = "f" }, ChangeJson.Default.NetworkChange);
        Check(new EndpointChange { Save = _endpoint, Forget = "f", Lease = new LastLease("abc") }, ChangeJson.Default.EndpointChange);
    }

    private static void Check(IReadOnlyList<Step> steps)
    {
        Assert.NotEmpty(steps);
        foreach (Step step in steps) Check(step, PlanJson.Default.GetTypeInfo(step.GetType())!);
    }

    private static void Check(object value, JsonTypeInfo type)
        => Assert.Equal(JsonSerializer.Serialize(value, type), Encoding.UTF8.GetString(JsonText.Of(value, type)));
}
