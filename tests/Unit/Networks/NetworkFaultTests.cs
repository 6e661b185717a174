using System.Net;
using ContainerNet.Host.Links;
using ContainerNet.Linux.Syscalls;
using ContainerNet.Plans;
using ContainerNet.Tests.Support;
using Xunit;

namespace ContainerNet.Tests.Networks;

/// <summary>Whatever fails, or is killed, at whichever step: the host is as before.</summary>
public sealed class NetworkFaultTests : IDisposable
{
    // A step that the kernel refuses, and that may follow any other.
    private static readonly Step _failing = new DeleteLink("no-such-link");

    private readonly NetworkTestbed _bed = new();

    public NetworkFaultTests()
    {
        // What is there already must be as untouched as what is not.
        _bed.NewNetwork("present", "172.19.0.0/16");
        _bed.Publish(_bed.NewEndpoint("present", "neighbour"), "9090:90");
    }

    public void Dispose() => _bed.Dispose();

    [Theory]
    [InlineData("create network")]
    [InlineData("connect")]
    [InlineData("publish")]
    [InlineData("unpublish")]
    [InlineData("disconnect")]
    [InlineData("remove network")]
    [InlineData("create dual-stack network")]
    [InlineData("create macvlan network")]
    [InlineData("connect dual-stack")]
    [InlineData("connect to the default network")]
    [InlineData("connect macvlan")]
    [InlineData("publish a range")]
    [InlineData("map an address")]
    [InlineData("unmap an address")]
    [InlineData("repair")]
    public void A_step_that_fails_undoes_those_before_it(string operation)
    {
        Plan plan = Prepare(operation);
        Step[] steps = Reversible(plan);
        string before = _bed.Snapshot();
        for (int count = 0; count <= steps.Length; count++)
        {
            using PlanSession session = _bed.Net.Context.NewSession();
            var error = Assert.Throws<PlanException>(() => new PlanRunner(session, [.. steps.Take(count), _failing], null).Run());
            Assert.Empty(error.NotUndone);
            Assert.Equal("ip link delete no-such-link", error.Command);
            Assert.Equal(before, _bed.Snapshot());
        }
        plan.Run();
    }

    [Theory]
    [InlineData("create network")]
    [InlineData("connect")]
    [InlineData("publish")]
    [InlineData("unpublish")]
    [InlineData("disconnect")]
    [InlineData("remove network")]
    [InlineData("create dual-stack network")]
    [InlineData("create macvlan network")]
    [InlineData("connect dual-stack")]
    [InlineData("connect to the default network")]
    [InlineData("connect macvlan")]
    [InlineData("publish a range")]
    [InlineData("map an address")]
    [InlineData("unmap an address")]
    [InlineData("repair")]
    public void The_next_command_undoes_the_steps_of_a_process_that_died(string operation)
    {
        Plan plan = Prepare(operation);
        Step[] steps = Reversible(plan);
        string before = _bed.Snapshot();
        for (int count = 1; count <= steps.Length; count++)
        {
            foreach (bool done in new[] { false, true })
            {
                Die(plan, steps[..count], lastStepDone: done);
                _bed.Net.Namespaces.PlanSysctl(NamespaceReference.Host, "net.ipv4.ip_default_ttl", "65").Run();
                _bed.Net.Namespaces.PlanSysctl(NamespaceReference.Host, "net.ipv4.ip_default_ttl", "64").Run();
                Assert.Equal(before, _bed.Snapshot());
            }
        }
        plan.Run();
    }

    [Theory]
    [InlineData("create network")]
    [InlineData("connect")]
    [InlineData("publish")]
    public void The_steps_callback_may_end_the_plan_at_any_step(string operation)
    {
        Plan plan = Prepare(operation);
        string before = _bed.Snapshot();
        for (int last = 0; last < plan.Steps.Count; last++)
        {
            int told = 0;
            Assert.Throws<InvalidTimeZoneException>(() => plan.Run(_ => { if (told++ == last) throw new InvalidTimeZoneException(); }));
            Assert.Equal(before, _bed.Snapshot());
        }
        Assert.False(_bed.Host.HasJournal);
    }

    [Fact]
    public void A_removal_that_died_beyond_the_point_of_no_return_is_completed()
    {
        Plan plan = Prepare("remove network by force");
        Step[] steps = [.. plan.Steps];
        int pointOfNoReturn = Array.FindIndex(steps, step => step.Inverse is null);

        Die(plan, steps[..(pointOfNoReturn + 1)], lastStepDone: true);
        Journal.Recover(_bed.Net.Context);

        Assert.Equal(["bridge", "host", "none", "present"], _bed.Net.Networks.List().Select(network => network.Name));
        Assert.Single(_bed.Host.IpJson(NamespaceReference.Host, "link show type bridge"));
        Assert.Single(_bed.Host.IpJson(NamespaceReference.Host, "link show type veth"));
    }

    [Fact]
    public void A_namespace_s_removal_that_died_between_its_mount_and_its_name_is_completed()
    {
        NamespaceReference place = _bed.NewNamespace("gone");
        Plan plan = _bed.Net.Namespaces.PlanRemove("gone");
        using (Journal journal = Journal.Begin(_bed.Net.Context, plan.Steps)) journal.Starting(1);
        // Lazily, as ip does: a program that another test is just starting may have the namespace open for a moment.
        Assert.Equal(0, Libc.umount2(_bed.Host.PathOf(place), Tmds.Linux.LibC.MNT_DETACH));

        Journal.Recover(_bed.Net.Context);

        Assert.False(File.Exists(_bed.Host.PathOf(place)));
        Assert.False(_bed.Host.HasJournal);
    }

    [Fact]
    public async Task Two_hosts_at_once_lease_no_address_and_no_name_twice()
    {
        _bed.NewNetwork("demo", "172.20.0.0/16");
        NamespaceReference[] places = [.. Enumerable.Range(0, 24).Select(i => _bed.NewNamespace($"ns{i}"))];
        using var second = new NetHost(_bed.Host.Options);
        await Task.WhenAll(places.Select((place, i) => Task.Run(() => (i % 2 == 0 ? _bed.Net : second).Endpoints.PlanConnect("demo", place).Run(), TestContext.Current.CancellationToken)));

        IReadOnlyList<ContainerEndpoint> endpoints = [.. _bed.Net.Endpoints.List().Where(endpoint => endpoint.Network == "demo")];
        Assert.Equal(24, endpoints.Select(endpoint => endpoint.IPAddressValue).Distinct().Count());
        Assert.Equal(24, endpoints.Select(endpoint => endpoint.HostInterface).Distinct().Count());
    }

    private Plan Prepare(string operation)
    {
        if (operation == "create network") return _bed.Net.Networks.PlanCreate(NetworkTestbed.Definition("demo", "172.20.0.0/16"));
        if (PrepareOther(operation) is { } other) return other;
        _bed.NewNetwork("demo", "172.20.0.0/16");
        if (operation == "remove network") return _bed.Net.Networks.PlanRemove("demo");
        if (operation == "connect") return _bed.Net.Endpoints.PlanConnect("demo", _bed.NewNamespace("web"));
        ContainerEndpoint endpoint = _bed.NewEndpoint("demo", "web");
        if (operation == "publish") return _bed.Net.Ports.PlanAdd(endpoint, [PortPublication.Parse("8080:80"), PortPublication.Parse("53:53/udp")]);
        PortMapping mapping = _bed.Publish(endpoint, "8080:80");
        return operation switch
        {
            "unpublish" => _bed.Net.Ports.PlanRemove(mapping),
            "disconnect" => _bed.Net.Endpoints.PlanDisconnect(endpoint),
            "remove network by force" => _bed.Net.Networks.PlanRemove("demo", force: true),
            _ => throw new ArgumentOutOfRangeException(nameof(operation)),
        };
    }

    private Plan? PrepareOther(string operation)
    {
        switch (operation)
        {
            case "create dual-stack network":
                return _bed.Net.Networks.PlanCreate(DualStack());
            case "connect dual-stack":
                _bed.Net.Networks.PlanCreate(DualStack()).Run();
                return _bed.Net.Endpoints.PlanConnect("dual", _bed.NewNamespace("web"));
            case "connect to the default network":
                return _bed.Net.Endpoints.PlanConnect("bridge", _bed.NewNamespace("web"));
            case "create macvlan network":
                return _bed.Net.Networks.PlanCreate(Macvlan());
            case "connect macvlan":
                _bed.Net.Networks.PlanCreate(Macvlan()).Run();
                return _bed.Net.Endpoints.PlanConnect("macvlan", _bed.NewNamespace("web"));
            case "publish a range":
                _bed.NewNetwork("demo", "172.20.0.0/16");
                return _bed.Net.Ports.PlanAdd(_bed.NewEndpoint("demo", "web"), [PortPublication.Parse("9000-9009:9000-9009"), PortPublication.Parse("80")]);
            case "map an address" or "unmap an address":
                _bed.NewLan();
                _bed.NewNetwork("demo", "172.20.0.0/16");
                Plan<AddressMapping> map = _bed.Net.AddressMappings.PlanAdd(_bed.NewEndpoint("demo", "web"), IPAddress.Parse("192.0.2.1"));
                return operation == "map an address" ? map : _bed.Net.AddressMappings.PlanRemove(map.Run());
            case "repair":
                string bridge = _bed.NewNetwork("broken", "172.22.0.0/16").BridgeName!;
                ContainerEndpoint endpoint = _bed.NewEndpoint("broken", "web");
                _bed.Host.Ip(NamespaceReference.Host, $"link delete {bridge}");
                _bed.Host.Ip(endpoint.NamespaceValue, $"addr flush dev {endpoint.InterfaceAlias}");
                _bed.Nft("delete element inet containernet published { tcp . 9090 }");
                return _bed.Net.Networks.PlanRepair();
            default:
                return null;
        }
    }

    // Link-local addresses would come and settle in their own time.
    private NetworkDefinition DualStack()
    {
        _bed.Set(NamespaceReference.Host, "net.ipv6.conf.default.addr_gen_mode=1");
        return NetworkTestbed.Definition("dual", "172.20.0.0/16") with { IPv6Subnet = IPNetwork.Parse("fd00:20::/64") };
    }

    private NetworkDefinition Macvlan()
    {
        Requires.Macvlan();
        _bed.NewLan();
        return NetworkTestbed.Definition("macvlan", "192.0.2.0/24") with { Driver = "macvlan", Parent = "lan0", Gateway = IPAddress.Parse("192.0.2.254") };
    }

    // Those before the point of no return.
    private static Step[] Reversible(Plan plan) => [.. plan.Steps.TakeWhile(step => step.Inverse is not null)];

    // What a process leaves that dies at a step: what it did, and a journal without a lock.
    private void Die(Plan plan, Step[] steps, bool lastStepDone)
    {
        using PlanSession session = _bed.Net.Context.NewSession();
        using Journal journal = Journal.Begin(_bed.Net.Context, plan.Steps);
        journal.Starting(steps.Length);
        foreach (Step step in lastStepDone ? steps : steps[..^1]) step.Apply(session);
    }
}
