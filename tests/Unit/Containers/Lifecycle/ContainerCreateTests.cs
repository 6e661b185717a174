using System.Diagnostics;
using System.Text.Json.Nodes;
using ContainerNet.Containers.Records;
using ContainerNet.Tests.Containers.Images;
using Xunit;

namespace ContainerNet.Tests.Containers.Lifecycle;

/// <summary>Containers that are made first and started later, and what is asked for twice.</summary>
public sealed class ContainerCreateTests : IDisposable
{
    private readonly ContainerTestbed _bed = new();

    public void Dispose() => _bed.Dispose();

    [Fact]
    public void A_container_that_is_made_waits_in_state_Created_and_holds_nothing_but_its_directory()
    {
        NetContainer made = _bed.Containers.Create(_bed.Sleeper("web") with { Publish = [PortPublication.Parse("8080:80")] });
        Assert.Equal((ContainerState.Created, null, null), (made.State, made.ProcessId, made.Started));
        Assert.EndsWith(made.Id, Assert.Single(_bed.Traces()), StringComparison.Ordinal);
        Assert.Empty(_bed.Containers.ListDamaged());
        _bed.Containers.Remove("web");
        Assert.Empty(_bed.Traces());
    }

    [Fact]
    public void A_made_container_is_started_by_its_name_and_a_running_one_is_not_changed()
    {
        NetContainer made = _bed.Containers.Create(_bed.Sleeper("web"));
        NetContainer started = _bed.Containers.Start("web");
        Assert.Equal((made.Id, ContainerState.Running), (started.Id, started.State));
        Assert.Equal(started.ProcessId, _bed.Containers.Start("web").ProcessId);
    }

    [Fact]
    public void A_container_that_ended_is_started_again_with_what_it_has_written()
    {
        _bed.Start(_bed.Shell("web", "echo run >> /runs; exit $(wc -l < /runs)"));
        Assert.Equal(1, _bed.Containers.Wait("web", TimeSpan.FromSeconds(20)).ExitCode);
        _bed.Containers.Start("web");
        Assert.Equal(2, _bed.Containers.Wait("web", TimeSpan.FromSeconds(20)).ExitCode);
    }

    [Theory]
    [InlineData("no-such-program", "CommandNotFound", 127)]
    [InlineData("/etc", "CommandNotExecutable", 126)]
    public void A_container_that_was_made_and_cannot_be_started_stays_Created_with_the_exit_code_that_Docker_gives(string command, string errorId, int exitCode)
    {
        _bed.Containers.Create(new ContainerOptions { Name = "web", RootFileSystem = _bed.Root, Command = command });
        Assert.Equal(errorId, Assert.ThrowsAny<ContainerNetException>(() => _bed.Containers.Start("web")).ErrorId);
        NetContainer container = _bed.Containers.Get("web");
        Assert.Equal((ContainerState.Created, exitCode), (container.State, container.ExitCode));
        Assert.Empty(_bed.Host.Net.Endpoints.List());
    }

    [Fact]
    public void A_first_start_of_a_container_that_was_made_is_taken_back_when_it_is_given_up_half_way()
    {
        NetContainer made = _bed.Containers.Create(_bed.Sleeper("web"));
        var store = new ContainerStore(_bed.Host.Net.Context);
        store.Save(store.Read(made.Id)! with { Phase = ContainerPhase.Starting });
        Assert.Equal(ContainerState.Created, _bed.Containers.Repair("web")!.State);
        Assert.Equal(ContainerState.Running, _bed.Containers.Start("web").State);
    }

    [Fact]
    public void The_same_request_twice_gives_one_container()
    {
        ContainerOptions web = _bed.Sleeper("web") with { Publish = [PortPublication.Parse("8080:80")], Environment = ["A=1"] };
        NetContainer made = _bed.Containers.Create(web);
        Assert.Equal(made.Id, _bed.Containers.Create(web).Id);
        NetContainer started = _bed.Start(web);
        NetContainer again = _bed.Start(web);
        Assert.Equal((made.Id, started.ProcessId), (again.Id, again.ProcessId));
        Assert.Single(_bed.Containers.List());
    }

    [Fact]
    public void Another_container_of_a_name_is_an_error_that_names_the_difference_and_no_secret()
    {
        NetContainer web = _bed.Start(_bed.Sleeper("web") with { Publish = [PortPublication.Parse("8080:80")], Environment = ["PASSWORD=first"] });
        var error = Assert.Throws<ContainerNetException>(() => _bed.Start(_bed.Sleeper("web") with { Publish = [PortPublication.Parse("8081:80")], Environment = ["PASSWORD=second"] }));
        Assert.Equal(("ContainerExists", ErrorKind.AlreadyExists), (error.ErrorId, error.Kind));
        Assert.Contains("Publish is 8080:80, not 8081:80", error.Message, StringComparison.Ordinal);
        Assert.Contains("Environment differs in PASSWORD", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("second", error.Message, StringComparison.Ordinal);
        Assert.Equal(web.ProcessId, _bed.Containers.Get("web").ProcessId);
    }

    [Fact]
    public void Another_container_of_a_name_replaces_the_first_on_request()
    {
        NetContainer first = _bed.Start(_bed.Sleeper("web") with { Publish = [PortPublication.Parse("8080:80")] });
        NetContainer second = _bed.Containers.Start(_bed.Sleeper("web") with { Publish = [PortPublication.Parse("8080:8080")] }, replace: true);
        Assert.NotEqual(first.Id, second.Id);
        Assert.Equal("8080/tcp -> 0.0.0.0:8080", Assert.Single(_bed.Host.Net.Ports.List()).ToString());
        Assert.Equal(second.Id, Assert.Single(_bed.Containers.List()).Id);
    }

    [Fact]
    public void A_replacement_that_is_not_acceptable_leaves_the_first_alone()
    {
        NetContainer first = _bed.Start(_bed.Sleeper("web"));
        Assert.Throws<ContainerNetException>(() => _bed.Containers.Start(_bed.Sleeper("web") with { Volumes = ["/a:relative"] }, replace: true));
        Assert.Equal(first.ProcessId, _bed.Containers.Get("web").ProcessId);
    }

    [Fact]
    public void One_that_is_to_join_another_can_be_made_before_that_runs()
    {
        _bed.Containers.Create(_bed.Sleeper("web"));
        _bed.Containers.Create(_bed.Sleeper("side") with { Networks = ["container:web"] });
        Assert.Equal("ContainerNotRunning", Assert.Throws<ContainerNetException>(() => _bed.Containers.Start("side")).ErrorId);
        _bed.Containers.Start("web");
        Assert.Equal(_bed.Containers.Get("web").HostName, _bed.Containers.Start("side").HostName);
    }

    [Fact]
    public void One_that_was_never_started_is_not_waited_for_and_not_stopped()
    {
        _bed.Containers.Create(_bed.Sleeper("web"));
        var watch = Stopwatch.StartNew();
        Assert.Equal(ContainerState.Created, _bed.Containers.Wait("web", TimeSpan.FromSeconds(20)).State);
        Assert.Equal(ContainerState.Created, _bed.Containers.Stop("web", TimeSpan.FromSeconds(20)).State);
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 10);
        Assert.Empty(_bed.Containers.ReadLog("web", null, false, default));
    }

    [Fact]
    public void A_container_keeps_its_labels_over_those_of_its_image()
    {
        string layout = Path.Combine(_bed.Host.Folder, "image");
        SampleImage image = SampleImage.Small();
        image.Config["Cmd"] = new JsonArray("true");
        image.Config["Labels"] = new JsonObject { ["stage"] = "image", ["owner"] = "us" };
        image.WriteLayout(layout);
        NetContainer web = _bed.Containers.Create(new ContainerOptions { Name = "web", Image = layout, Labels = new Dictionary<string, string> { ["stage"] = "test", ["empty"] = "" } });
        Assert.Equal("empty=, owner=us, stage=test", string.Join(", ", web.Labels.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"{label.Key}={label.Value}")));
        Assert.Equal("InvalidLabel", Assert.Throws<ContainerNetException>(() => _bed.Containers.Create(_bed.Sleeper("other") with { Labels = new Dictionary<string, string> { [""] = "x" } })).ErrorId);
        Assert.Contains("Labels is", Assert.Throws<ContainerNetException>(() => _bed.Containers.Create(new ContainerOptions { Name = "web", Image = layout })).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("stage", true)]
    [InlineData("stage=test", true)]
    [InlineData("stage=", false)]
    [InlineData("stage=t", false)]
    [InlineData("url=a=b", true)]
    [InlineData("Stage", false)]
    public void A_filter_is_a_key_or_a_key_with_its_value(string filter, bool matches)
        => Assert.Equal(matches, ContainerLabels.Match(new Dictionary<string, string> { ["stage"] = "test", ["url"] = "a=b" }, filter));
}
