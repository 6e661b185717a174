using System.Net;
using ContainerNet.Containers.Lifecycle;
using ContainerNet.Containers.Records;
using Xunit;

namespace ContainerNet.Tests.Containers.Lifecycle;

/// <summary>What restart policies do when the host comes up again, and when a start fails.</summary>
public sealed class ContainerRebootTests : IDisposable
{
    private readonly ContainerTestbed _bed = new();

    public void Dispose() => _bed.Dispose();

    [Fact]
    public void After_a_reboot_a_container_whose_policy_says_so_is_started_again()
    {
        _bed.Start(_bed.Sleeper("always") with { Restart = RestartPolicy.Parse("always") });
        _bed.Start(_bed.Sleeper("plain"));
        _bed.Reboot();
        RepairAll();
        Assert.Equal(ContainerState.Running, _bed.Containers.Get("always").State);
        Assert.Equal(ContainerState.Exited, _bed.Containers.Get("plain").State);
        Assert.Single(_bed.Containers.Get("always").Endpoints);
    }

    [Fact]
    public void After_a_reboot_a_container_is_started_before_anybody_has_restored_its_network()
    {
        _bed.Host.Net.Networks.PlanCreate(new NetworkDefinition { Name = "own", Subnet = IPNetwork.Parse("10.81.0.0/24") }).Run();
        _bed.Start(_bed.Sleeper("web") with { Networks = ["own"], Restart = RestartPolicy.Parse("always"), Publish = [PortPublication.Parse("8080:80")] });
        _bed.Reboot();
        RepairAll();
        Assert.Equal(ContainerState.Running, _bed.Containers.Get("web").State);
        Assert.Empty(_bed.Host.Net.Networks.Test());
    }

    [Theory]
    [InlineData("always", ContainerState.Running)]
    [InlineData("unless-stopped", ContainerState.Exited)]
    [InlineData("on-failure", ContainerState.Exited)]
    public void After_a_reboot_only_the_policy_always_starts_a_container_that_a_user_stopped(string policy, ContainerState state)
    {
        _bed.Start(_bed.Sleeper("web") with { Restart = RestartPolicy.Parse(policy) });
        _bed.Containers.Stop("web", TimeSpan.FromSeconds(5));
        Assert.Empty(_bed.Containers.ListDamaged());
        _bed.Reboot();
        RepairAll();
        Assert.Equal(state, _bed.Containers.Get("web").State);
    }

    [Fact]
    public void A_start_that_fails_once_is_tried_again()
    {
        NetContainer web = _bed.Start(_bed.Sleeper("web") with { Restart = RestartPolicy.Parse("always"), Publish = [PortPublication.Parse("8080:80")] });
        End(web);
        ContainerPort8080Holder(out Action release);
        var error = Assert.ThrowsAny<ContainerNetException>(() => _bed.Containers.Repair("web"));
        Assert.Equal("HostPortInUse", error.ErrorId);
        Assert.Equal(ContainerState.Exited, _bed.Containers.Get("web").State);
        Assert.Equal([web.Id], _bed.Containers.ListDamaged());
        release();
        Assert.Equal(ContainerState.Running, _bed.Containers.Repair("web")!.State);
    }

    [Fact]
    public async Task A_repair_that_waits_repeats_the_start_until_it_succeeds()
    {
        NetContainer web = _bed.Start(_bed.Sleeper("web") with { Restart = RestartPolicy.Parse("always"), Publish = [PortPublication.Parse("8080:80")] });
        End(web);
        ContainerPort8080Holder(out Action release);
        Task<NetContainer?> repair = Task.Factory.StartNew(() => _bed.Containers.Repair("web", patient: true), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        var store = new ContainerStore(_bed.Host.Net.Context);
        Assert.True(SpinWait.SpinUntil(() => store.Read(web.Id)!.FailedStarts >= 2, TimeSpan.FromSeconds(20)));
        release();
        NetContainer? repaired = await repair.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Equal(ContainerState.Running, repaired!.State);
        Assert.Equal(0, store.Read(web.Id)!.FailedStarts);
    }

    [Fact]
    public void The_delay_before_the_next_attempt_doubles_up_to_a_minute()
    {
        var store = new ContainerStore(_bed.Host.Net.Context);
        ContainerRecord record = store.Read(_bed.Containers.Create(_bed.Sleeper("web")).Id)! with { AwaitsRestart = true, Started = DateTimeOffset.UtcNow.AddHours(-1) };
        double[] delays = [.. new[] { 0, 1, 2, 9, 10, 100 }.Select(failures => ContainerRestart.DelayOf(record with { FailedStarts = failures }).TotalSeconds)];
        Assert.Equal([0.1, 0.2, 0.4, 51.2, 60, 60], delays);
    }

    [Fact]
    public void A_policy_with_a_count_gives_up_after_so_many_attempts()
    {
        NetContainer web = _bed.Start(_bed.Sleeper("web") with { Restart = RestartPolicy.Parse("on-failure:2"), Publish = [PortPublication.Parse("8080:80")] });
        End(web);
        ContainerPort8080Holder(out Action release);
        Assert.Throws<ContainerNetException>(() => _bed.Containers.Repair("web"));
        Assert.Throws<ContainerNetException>(() => _bed.Containers.Repair("web", patient: true));
        Assert.Empty(_bed.Containers.ListDamaged());
        release();
        Assert.Equal(ContainerState.Exited, _bed.Containers.Get("web").State);
    }

    [Fact]
    public void A_stop_ends_the_attempts()
    {
        NetContainer web = _bed.Start(_bed.Sleeper("web") with { Restart = RestartPolicy.Parse("always"), Publish = [PortPublication.Parse("8080:80")] });
        End(web);
        ContainerPort8080Holder(out Action release);
        Assert.Throws<ContainerNetException>(() => _bed.Containers.Repair("web"));
        _bed.Containers.Stop("web", TimeSpan.Zero);
        Assert.Empty(_bed.Containers.ListDamaged());
        release();
    }

    [Fact]
    public void A_fixed_address_waits_for_its_owner_while_that_is_stopped()
    {
        _bed.Host.Net.Networks.PlanCreate(new NetworkDefinition { Name = "own", Subnet = IPNetwork.Parse("10.81.0.0/29") }).Run();
        ContainerOptions owner = _bed.Sleeper("owner") with { Networks = ["own"], Addresses = [IPAddress.Parse("10.81.0.2")] };
        _bed.Start(owner);
        _bed.Containers.Stop("owner", TimeSpan.Zero);
        _bed.Reboot();
        Assert.Equal(["10.81.0.3"], _bed.Start(_bed.Sleeper("other") with { Networks = ["own"] }).IPAddress);
        Assert.Equal(["10.81.0.2"], _bed.Containers.Start("owner").IPAddress);
    }

    [Fact]
    public void After_a_reboot_each_container_has_its_own_address_in_any_order_of_starts()
    {
        _bed.Host.Net.Networks.PlanCreate(new NetworkDefinition { Name = "own", Subnet = IPNetwork.Parse("10.81.0.0/29") }).Run();
        RestartPolicy always = RestartPolicy.Parse("always");
        _bed.Start(_bed.Sleeper("dynamic") with { Networks = ["own"], Restart = always });
        _bed.Containers.Remove("dynamic", force: true);
        _bed.Containers.Create(_bed.Sleeper("early") with { Networks = ["own"], Restart = always });
        _bed.Start(_bed.Sleeper("fixed") with { Networks = ["own"], Addresses = [IPAddress.Parse("10.81.0.2")], Restart = always });
        _bed.Containers.Start("early");
        _bed.Reboot();
        RepairAll();
        Assert.Equal(["10.81.0.2"], _bed.Containers.Get("fixed").IPAddress);
        Assert.Equal(ContainerState.Running, _bed.Containers.Get("early").State);
    }

    private void RepairAll()
    {
        foreach (string id in _bed.Containers.ListDamaged()) _bed.Containers.Repair(id);
    }

    // By itself, without a request.
    private void End(NetContainer container)
    {
        System.Diagnostics.Process.GetProcessById(container.ProcessId!.Value).Kill();
        _bed.Containers.Wait(container.Id, TimeSpan.FromSeconds(20));
        var store = new ContainerStore(_bed.Host.Net.Context);
        new ContainerEnd(_bed.Host.Net.Context, store).Release(container.Id);
    }

    // Another container publishes the port that the first wants back.
    private void ContainerPort8080Holder(out Action release)
    {
        _bed.Start(_bed.Sleeper("holder") with { Publish = [PortPublication.Parse("8080:80")] });
        release = () => _bed.Containers.Remove("holder", force: true);
    }
}
