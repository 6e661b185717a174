using ContainerNet.Host.Links;
using ContainerNet.Plans;
using Xunit;

namespace ContainerNet.Tests.Networks;

/// <summary>What is removed together goes at once, and nothing else with it.</summary>
public sealed class BulkRemovalTests : IDisposable
{
    private readonly NetworkTestbed _bed = new();

    public BulkRemovalTests()
    {
        _bed.NewNetwork("kept", "172.19.0.0/16");
        _bed.Publish(_bed.NewEndpoint("kept", "neighbour"), "9090:90");
    }

    private NetHost Net => _bed.Net;

    public void Dispose() => _bed.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(70)]
    public void Endpoints_are_detached_together(int count)
    {
        string before = _bed.Snapshot();
        _bed.NewNetwork("demo", "172.20.0.0/16");
        ContainerEndpoint[] endpoints = Attach(count);
        _bed.Publish(endpoints[0], "8080:80");

        Net.Endpoints.PlanDisconnect(endpoints).Run();

        Assert.Single(Net.Endpoints.List());
        Assert.Single(_bed.Host.IpJson(NamespaceReference.Host, "link show type veth"));
        Assert.All(endpoints, endpoint => Assert.Empty(_bed.Host.IpJson(endpoint.NamespaceValue, "link show type veth")));
        Assert.Empty(Net.Networks.Test());
        Net.Networks.PlanRemove("demo").Run();
        foreach (ContainerEndpoint endpoint in endpoints) Net.Namespaces.PlanRemove(endpoint.NamespaceValue.Name!).Run();
        Assert.Equal(before, _bed.Snapshot());
    }

    [Fact]
    public void Endpoints_that_no_longer_exist_are_left_out()
    {
        _bed.NewNetwork("demo", "172.20.0.0/16");
        ContainerEndpoint[] endpoints = Attach(4);
        Net.Endpoints.PlanDisconnect(endpoints[0]).Run();
        _bed.Host.Ip(NamespaceReference.Host, $"link delete {endpoints[1].HostInterface}");
        Net.Endpoints.PlanDisconnect([.. endpoints, .. endpoints]).Run();
        Assert.Single(Net.Endpoints.List());
        Assert.True(Net.Endpoints.PlanDisconnect(endpoints).IsEmpty);
    }

    [Fact]
    public void Networks_are_removed_together_with_their_endpoints_or_not_at_all()
    {
        string before = _bed.Snapshot();
        for (int i = 0; i < 5; i++) _bed.NewNetwork($"net{i}", $"172.2{i}.0.0/16");
        ContainerEndpoint web = _bed.NewEndpoint("net3", "web");
        string[] names = [.. Enumerable.Range(0, 5).Select(i => $"net{i}")];

        string made = _bed.Snapshot();
        Assert.Contains("'net3' has 1 endpoint, in namespace 'web'", Assert.Throws<ContainerNetException>(() => Net.Networks.PlanRemove(names).Run()).Message, StringComparison.Ordinal);
        Assert.Equal("NetworkNotFound", Assert.Throws<ContainerNetException>(() => Net.Networks.PlanRemove([.. names, "nope"], force: true).Run()).ErrorId);
        Assert.Equal(made, _bed.Snapshot());

        Net.Networks.PlanRemove(names, force: true).Run();
        Net.Namespaces.PlanRemove(web.NamespaceValue.Name!).Run();
        Assert.Equal(before, _bed.Snapshot());
    }

    [Fact]
    public void Namespaces_go_together_with_their_endpoints()
    {
        _bed.NewNetwork("demo", "172.20.0.0/16");
        ContainerEndpoint[] endpoints = Attach(5);
        string[] names = [.. endpoints.Select(endpoint => endpoint.NamespaceValue.Name!), _bed.NewNamespace("alone").Name!];
        Net.Namespaces.PlanRemove(names).Run();
        Assert.Equal(["neighbour"], Net.Namespaces.List().Select(found => found.Name));
        Assert.Single(Net.Endpoints.List());
        Assert.Single(_bed.Host.IpJson(NamespaceReference.Host, "link show type veth"));
    }

    [Fact]
    public void What_is_shown_are_commands_that_do_the_same()
    {
        _bed.NewNetwork("demo", "172.20.0.0/16");
        ContainerEndpoint[] endpoints = Attach(3);
        DeleteLinks step = Net.Endpoints.PlanDisconnect(endpoints).Steps.OfType<DeleteLinks>().Single();
        foreach (string command in step.Command.Split('\n')) _bed.Host.Ip(NamespaceReference.Host, command["ip ".Length..]);
        Assert.Single(_bed.Host.IpJson(NamespaceReference.Host, "link show type veth"));
    }

    [Fact]
    public void A_group_that_another_interface_is_in_is_not_deleted()
    {
        _bed.NewNetwork("demo", "172.20.0.0/16");
        Plan plan = Net.Endpoints.PlanDisconnect(Attach(3));
        uint group = plan.Steps.OfType<DeleteLinks>().Single().Group;
        _bed.Host.Ip(NamespaceReference.Host, "link add other type bridge");
        _bed.Host.Ip(NamespaceReference.Host, $"link set other group {group}");
        string before = _bed.Snapshot();
        using PlanSession session = Net.Context.NewSession();
        var error = Assert.Throws<PlanException>(() => new PlanRunner(session, plan.Steps, null).Run());
        Assert.Equal("InterfaceGroupInUse", error.ErrorId);
        Assert.Equal(before, _bed.Snapshot());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4)]
    public void A_process_that_dies_while_it_puts_them_into_their_group_is_completed(int moved)
    {
        _bed.NewNetwork("demo", "172.20.0.0/16");
        ContainerEndpoint[] endpoints = Attach(4);
        string snapshot = _bed.Snapshot();
        Plan plan = Net.Endpoints.PlanDisconnect(endpoints);
        Step[] steps = [.. plan.Steps], before = [.. steps.TakeWhile(step => step is not DeleteLinks)];
        using (PlanSession session = Net.Context.NewSession())
        using (Journal journal = Journal.Begin(Net.Context, steps))
        {
            journal.Starting(before.Length + 1);
            foreach (Step step in before) step.Apply(session);
        }
        foreach (string command in steps[before.Length].Command.Split('\n')[..moved]) _bed.Host.Ip(NamespaceReference.Host, command["ip ".Length..]);

        Journal.Recover(Net.Context);

        Assert.False(_bed.Host.HasJournal);
        Assert.Empty(Net.Networks.Test());
        Assert.Equal(moved == 0 ? 5 : 1, Net.Endpoints.List().Count);
        Assert.Equal(moved == 0 ? 5 : 1, _bed.Host.IpJson(NamespaceReference.Host, "link show type veth").Count);
        if (moved == 0) Assert.Equal(snapshot, _bed.Snapshot());
    }

    private ContainerEndpoint[] Attach(int count) => [.. Enumerable.Range(0, count).Select(i => _bed.NewEndpoint("demo", $"ns{i}"))];
}
