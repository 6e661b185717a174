using System.Net;
using ContainerNet.Containers.Steps;
using ContainerNet.Plans;
using Xunit;

namespace ContainerNet.Tests.Containers;

/// <summary>What -WhatIf shows of containers is what is done.</summary>
public sealed class ContainerPlanTests : IDisposable
{
    private readonly ContainerTestbed _bed = new();

    public void Dispose() => _bed.Dispose();

    [Fact]
    public void A_running_plan_reports_the_steps_that_it_showed()
    {
        NetHost net = _bed.Host.Net;
        net.Networks.PlanCreate(new NetworkDefinition { Name = "front", Subnet = IPNetwork.Parse("10.81.0.0/24") }).Run();
        net.Networks.PlanCreate(new NetworkDefinition { Name = "back", Subnet = IPNetwork.Parse("10.82.0.0/24") }).Run();
        ContainerOptions web = _bed.Sleeper("web") with { Networks = ["front", "back"], Publish = [PortPublication.Parse("8080:80")] };
        AssertTold(net.Containers.PlanCreate(web));
        AssertTold(net.Containers.PlanStart("web"));
        // The firewall's table goes with the last endpoint and comes back with the next, which is not shown.
        AssertTold(net.Containers.PlanRestart("web", TimeSpan.FromSeconds(5)), line => !line.StartsWith("nft ", StringComparison.Ordinal));
        AssertTold(net.Containers.PlanStop("web", TimeSpan.FromSeconds(5)));
        AssertTold(net.Containers.PlanRemove("web"));
        Assert.Empty(_bed.Traces());
    }

    [Fact]
    public void A_plan_that_is_looked_at_changes_nothing()
    {
        NetContainer web = _bed.Start(_bed.Sleeper("web") with { Publish = [PortPublication.Parse("8080:80")] });
        _bed.Containers.Create(_bed.Sleeper("made"));
        string kernel = _bed.Host.Snapshot();
        IReadOnlyList<string> traces = _bed.Traces();
        IPlan[] plans =
        [
            _bed.Containers.PlanStart(_bed.Sleeper("new")), _bed.Containers.PlanCreate(_bed.Sleeper("new")), _bed.Containers.PlanStart("made"),
            _bed.Containers.PlanStop("web", TimeSpan.FromSeconds(1)), _bed.Containers.PlanRestart("web", TimeSpan.FromSeconds(1)), _bed.Containers.PlanRemove("web", force: true),
            _bed.Containers.PlanStart(_bed.Shell("web", "true"), replace: true),
        ];
        Assert.All(plans, plan => Assert.False(plan.IsEmpty, plan.Summary));
        Assert.Equal(kernel, _bed.Host.Snapshot());
        Assert.Equal(traces, _bed.Traces());
        Assert.Equal(web.ProcessId, _bed.Containers.Get("web").ProcessId);
    }

    [Fact]
    public void What_is_there_already_is_a_plan_of_nothing()
    {
        _bed.Start(_bed.Sleeper("web"));
        Assert.True(_bed.Containers.PlanStart(_bed.Sleeper("web")).IsEmpty);
        Assert.True(_bed.Containers.PlanStart("web").IsEmpty);
        _bed.Containers.Stop("web", TimeSpan.Zero);
        Assert.True(_bed.Containers.PlanStop("web", TimeSpan.Zero).IsEmpty);
    }

    [Fact]
    public void The_removal_of_one_that_runs_is_refused_when_it_is_planned_already()
    {
        _bed.Start(_bed.Sleeper("web"));
        Assert.Equal("ContainerRunning", Assert.Throws<ContainerNetException>(() => _bed.Containers.PlanRemove("web").Commands).ErrorId);
    }

    private static void AssertTold<T>(ContainerPlan<T> plan, Func<string, bool>? isCompared = null)
    {
        string[] Lines(IEnumerable<string> commands) => [.. commands.SelectMany(command => command.Split('\n')).Where(isCompared ?? (_ => true)).Select(Normalize).Order(StringComparer.Ordinal)];
        string[] shown = Lines(plan.Commands);
        var told = new List<string>();
        plan.Run(told.Add);
        Assert.NotEmpty(shown);
        Assert.Equal(shown, Lines(told));
    }

    // Names of interfaces and MAC addresses are chosen again each time, as the id of a container is that is made.
    private static string Normalize(string line)
        => System.Text.RegularExpressions.Regex.Replace(line, "veth[0-9a-f]{7}|([0-9a-f]{2}:){5}[0-9a-f]{2}|[0-9a-f]{64} #|\\$\\(od .*\\) # a new id for|group [0-9]+", "X");
}
