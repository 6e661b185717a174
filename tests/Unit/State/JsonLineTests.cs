using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ContainerNet.Firewall;
using ContainerNet.Host.Links;
using ContainerNet.Host.Namespaces;
using ContainerNet.Host.Sysctls;
using ContainerNet.Networks.Drivers;
using ContainerNet.Networks.Names;
using ContainerNet.Networks.Records;
using ContainerNet.Plans;
using ContainerNet.State;
using Xunit;

namespace ContainerNet.Tests.State;

/// <summary>What writes itself does it as the serializer would, byte for byte, and leaves nothing out.</summary>
public sealed class JsonLineTests
{
    private static readonly NetworkRecord _network = new("abc", "a \"name\" ü", NetworkDrivers.Macvlan, DateTimeOffset.UnixEpoch)
    {
        IPv4 = new NetworkPool(IPNetwork.Parse("10.0.0.0/8"), IPAddress.Parse("10.0.0.1")) { Range = IPNetwork.Parse("10.1.0.0/16"), Auxiliary = new Dictionary<string, IPAddress> { ["<a>"] = IPAddress.Parse("10.0.0.2") } },
        IPv6 = new NetworkPool(IPNetwork.Parse("fd00::/64"), IPAddress.Parse("fd00::1")) { BridgeAddress = IPAddress.Parse("fd00::2") },
        Bridge = "br0",
        Parent = "eth0",
        MacvlanMode = MacvlanMode.Private,
        Masquerade = true,
        Internal = true,
        HostAccess = true,
        Isolated = true,
        SnatAddress = IPAddress.Parse("192.0.2.1"),
        IPv6SnatAddress = IPAddress.Parse("2001:db8::1"),
        HostBinding = IPAddress.IPv6Loopback,
        InterfacePrefix = "net",
        MtuSize = 1400,
        Labels = new Dictionary<string, string> { ["key"] = "a\nvalue" },
    };

    private static readonly EndpointRecord _endpoint = new("e", "abc", "/proc/1/ns/net", ulong.MaxValue, "eth0", "veth0", IPAddress.Parse("10.0.0.3"), MacAddress.Parse("02:00:00:00:00:01"), DateTimeOffset.UnixEpoch.AddTicks(1_234_500))
    {
        IPv6Address = IPAddress.Parse("fd00::3"),
        Aliases = ["one", "two"],
        Names = ["c"],
        Container = "c",
        Isolated = true,
        RoutesBySource = true,
        Dns = [IPAddress.Parse("9.9.9.9")],
        Ports = [new PortRecord(TransportProtocol.Udp, IPAddress.Any, 53, 5353) { Count = 4 }, new PortRecord(TransportProtocol.Tcp, IPAddress.Parse("192.0.2.9"), 80, 80)],
        HostAddresses = [IPAddress.Parse("192.0.2.2")],
    };

    private static readonly NetworkRecord _bare = new("abc", "a", NetworkDrivers.Bridge, DateTimeOffset.MaxValue);

    private static readonly EndpointRecord _bareEndpoint = new("e", "abc", "", 1, "", "", IPAddress.Loopback, default, new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.FromHours(-3.5)));

    private static readonly Step[] _steps =
    [
        new CreateNamespace("it's <new>"),
        new CreateLink("\"+`", "veth", MacAddress.Parse("02:00:00:00:00:02")) { Namespace = NamespaceReference.Named("a"), Up = true },
        new SetSysctl("net/ipv4/ip_forward", "1", "0") { Namespace = NamespaceReference.Parse("/proc/1/ns/net") },
        new SaveNetwork(_network, "10.0.0.9"), new SaveNetwork(_bare),
        new SaveEndpoint(_endpoint, "10.0.0.9"), new SaveEndpoint(_bareEndpoint, null) { InTurn = false },
        new SavePorts("e", _endpoint.Ports, []) { LastChosen = "32768", OldLastChosen = "32767" },
        new PublishNames([_endpoint, _bareEndpoint], []),
        new ChangeFirewall(new([.. _endpoint.ToElements(), .. _network.ToElements(), .. (_network with { Internal = false }).ToElements()], _bareEndpoint.ToElements())),
    ];

    private static readonly NetworkChange[] _networks = [new() { Save = _network, Forget = "f" }, new() { Save = _bare }];

    private static readonly EndpointChange[] _endpoints = [new() { Save = _endpoint, Forget = "f", Lease = new LastLease("abc", "10.0.0.3") }, new() { Save = _bareEndpoint, Lease = new LastLease("abc") }];

    [Fact]
    public void Steps_are_written_as_the_serializer_writes_them()
    {
        foreach (Step step in _steps) Check((IJsonObject)step, PlanJson.Default.GetTypeInfo(step.GetType())!);
    }

    [Fact]
    public void So_are_the_lines_of_the_logs()
    {
        foreach (NetworkChange change in _networks) Check(change, ChangeJson.Default.NetworkChange);
        foreach (EndpointChange change in _endpoints) Check(change, ChangeJson.Default.EndpointChange);
    }

    [Fact]
    public void Each_member_of_each_that_writes_itself_is_among_them()
    {
        var written = new Dictionary<Type, HashSet<string>>();
        foreach (object value in _steps.Cast<object>().Concat(_networks).Concat(_endpoints)) Collect(value, written);
        Type[] all = [.. typeof(IJsonObject).Assembly.GetTypes().Where(type => type.IsAssignableTo(typeof(IJsonObject)) && !type.IsAbstract)];
        Assert.Equal(all.Select(type => type.Name).Order(), written.Keys.Select(type => type.Name).Order());
        foreach ((Type type, HashSet<string> names) in written)
        {
            IEnumerable<string> expected = InfoOf(type).Properties.Where(IsWritten).Select(property => property.Name);
            // Of a link the journal holds what undoes its making.
            if (type == typeof(CreateLink)) expected = ["name", "kind", "mac", "up", "namespace"];
            Assert.Equal(expected.Order(), names.Where(name => name != "kind" || type == typeof(CreateLink)).Order());
        }
    }

    [Fact]
    public void A_text_may_be_longer_than_any_before()
    {
        string name = new('x', 100_000);
        Check(new LastLease(name, name + "ü"), ChangeJson.Default.LastLease);
    }

    // All members that any object below has, by its type.
    private static void Collect(object value, Dictionary<Type, HashSet<string>> written)
    {
        if (value is IEnumerable<object> items)
        {
            foreach (object item in items) Collect(item, written);
        }
        if (value is not IJsonObject own) return;
        if (!written.TryGetValue(value.GetType(), out HashSet<string>? names)) written[value.GetType()] = names = [];
        foreach (JsonProperty member in JsonDocument.Parse(Text(own)).RootElement.EnumerateObject()) names.Add(member.Name);
        foreach (JsonPropertyInfo property in InfoOf(value.GetType()).Properties.Where(IsWritten))
        {
            if (property.Get!(value) is { } inner) Collect(inner, written);
        }
    }

    private static JsonTypeInfo InfoOf(Type type) => ChangeJson.Default.GetTypeInfo(type) ?? PlanJson.Default.GetTypeInfo(type)!;

    private static bool IsWritten(JsonPropertyInfo property) => property.Get is not null && (property.Set is not null || !property.Options.IgnoreReadOnlyProperties);

    private static void Check(IJsonObject value, JsonTypeInfo type) => Assert.Equal(JsonSerializer.Serialize(value, type), Text(value));

    private static string Text(IJsonObject value)
    {
        JsonLine line = JsonLine.Begin();
        line.Object(value);
        return Encoding.UTF8.GetString(line.ToArray());
    }
}
