using System.Net;
using ContainerNet.Containers.Records;
using ContainerNet.Containers.Runtime;
using Xunit;

namespace ContainerNet.Tests.Containers.Lifecycle;

/// <summary>A container with another name: who finds it by which, and what a killed process leaves.</summary>
public sealed class ContainerRenameTests : IDisposable
{
    private readonly ContainerTestbed _bed = new();

    public void Dispose() => _bed.Dispose();

    [Fact]
    public void It_runs_on_and_its_endpoints_and_ports_have_the_new_name()
    {
        NetContainer web = _bed.Start(_bed.Sleeper("web") with { Publish = [PortPublication.Parse("8080:80")] });
        NetContainer api = _bed.Containers.Rename("web", "api");
        Assert.Equal((web.Id, "api", web.ProcessId), (api.Id, api.Name, api.ProcessId));
        Assert.Equal(web.IPAddress, api.IPAddress);
        Assert.Equal("api", Assert.Single(_bed.Host.Net.Ports.List()).Container);
        Assert.Equal("api", Assert.Single(_bed.Host.Net.Endpoints.List()).Container);
        Assert.Equal("container:api", api.Namespace);
        Assert.Throws<ContainerNetException>(() => _bed.Containers.Get("web"));
        _bed.Containers.Remove("api", force: true);
        Assert.Empty(_bed.Traces());
    }

    [Fact]
    public void Its_neighbours_find_it_by_the_new_name_alone()
    {
        if (!_bed.Host.Net.Names.IsAvailable) Assert.Skip("No name server is installed.");
        NewNetwork(_bed.Host.Net);
        _bed.Start(_bed.Sleeper("web") with { Networks = ["lamp"], NetworkAliases = ["www"] });
        NetContainer asking = _bed.Start(_bed.Sleeper("asking") with { Networks = ["lamp"] });
        Assert.Contains("10.75.0.2", Inside(_bed.Host.Net, asking, "nslookup web"), StringComparison.Ordinal);
        Assert.Contains("# answer for api, ", string.Join('\n', _bed.Containers.PlanRename("web", "api").Commands), StringComparison.Ordinal);
        _bed.Containers.Rename("web", "api");
        Assert.Contains("10.75.0.2", Inside(_bed.Host.Net, asking, "nslookup api"), StringComparison.Ordinal);
        Assert.Contains("10.75.0.2", Inside(_bed.Host.Net, asking, "nslookup www"), StringComparison.Ordinal);
        Assert.DoesNotContain("10.75.0.2", Inside(_bed.Host.Net, asking, "nslookup web"), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_name_server_their_hosts_files_follow()
    {
        using var net = new NetHost(_bed.Host.Options with { ServicePath = null, NameServerPath = "/nonexistent" });
        NewNetwork(net);
        NetContainer web = net.Containers.Start(_bed.Sleeper("web") with { Networks = ["lamp"] });
        net.Containers.Start(_bed.Sleeper("db") with { Networks = ["lamp"] });
        net.Containers.Rename("db", "store");
        string hosts = Inside(net, web, "cat /etc/hosts");
        Assert.Contains("10.75.0.3\tstore", hosts, StringComparison.Ordinal);
        Assert.DoesNotContain("db", hosts, StringComparison.Ordinal);
    }

    [Fact]
    public void Containers_that_refer_to_it_find_it_also_after_another_has_its_old_name()
    {
        NetContainer db = _bed.Start(_bed.Sleeper("db"));
        _bed.Start(_bed.Sleeper("side") with { Networks = ["container:db"] });
        NetContainer web = _bed.Start(_bed.Sleeper("web") with { Links = ["db:data"] });
        _bed.Containers.Rename("db", "store");
        _bed.Start(_bed.Sleeper("db"));
        Assert.Equal("container:store", Assert.Single(_bed.Containers.Get("side").Network));
        Assert.Equal(db.Namespaces!.Network, _bed.Containers.Restart("side", TimeSpan.Zero).Namespaces!.Network);
        Assert.Matches($"{db.IPAddress[0]}\\s+data", Inside(_bed.Host.Net, _bed.Containers.Restart("web", TimeSpan.Zero), "cat /etc/hosts"));
        NetContainer again = _bed.Containers.Restart("store", TimeSpan.Zero);
        Assert.Matches($"{again.IPAddress[0]}\\s+data", Inside(_bed.Host.Net, web, "cat /etc/hosts"));
    }

    [Fact]
    public void A_container_that_does_not_run_is_renamed_and_its_old_name_is_free()
    {
        string id = _bed.Containers.Create(_bed.Sleeper("web")).Id;
        _bed.Containers.Rename("web", "api");
        Assert.NotEqual(id, _bed.Containers.Create(_bed.Sleeper("web")).Id);
        // The same request for the new name is the same container.
        Assert.Equal(id, _bed.Containers.Create(_bed.Sleeper("api")).Id);
    }

    [Fact]
    public void A_name_that_is_taken_or_its_own_or_no_name_is_refused_and_nothing_is_changed()
    {
        _bed.Containers.Create(_bed.Sleeper("web"));
        _bed.Containers.Create(_bed.Sleeper("api"));
        Assert.Equal("ContainerExists", ErrorOf(() => _bed.Containers.Rename("web", "api")));
        Assert.Equal("ContainerExists", ErrorOf(() => _bed.Containers.Rename("web", "web")));
        Assert.Equal("InvalidContainerName", ErrorOf(() => _bed.Containers.Rename("web", "no name")));
        Assert.Equal("ContainerNotFound", ErrorOf(() => _bed.Containers.Rename("nope", "other")));
        Assert.Equal(["web", "api"], _bed.Containers.List().Select(container => container.Name));
    }

    // After the record is written nothing else may have been: endpoints, name file, name server and hosts files are behind.
    [Theory]
    [InlineData("a repair")]
    [InlineData("the next command for the container")]
    [InlineData("the next start of a container of the old name")]
    public void A_rename_that_was_given_up_half_way_is_completed_by(string what)
    {
        NetContainer web = _bed.Start(_bed.Sleeper("web") with { Publish = [PortPublication.Parse("8080:80")] });
        var store = new ContainerStore(_bed.Host.Net.Context);
        ContainerRecord record = store.Read(web.Id)!;
        store.Save(record with { Name = "api", RenamedFrom = "web", Options = record.Options with { Name = "api" } });
        Assert.Equal([web.Id], _bed.Containers.ListDamaged());
        // Until then neither name is given to another.
        Assert.Equal("ContainerExists", ErrorOf(() => store.Add((_, _) => record, "web", out _)));
        switch (what)
        {
            case "a repair":
                _bed.Containers.Repair(web.Id);
                break;
            case "the next command for the container":
                _bed.Containers.Suspend("api");
                break;
            default:
                Assert.NotEqual(web.Id, _bed.Start(_bed.Sleeper("web")).Id);
                break;
        }
        Assert.Empty(_bed.Containers.ListDamaged());
        Assert.Equal("api", store.NameOf(web.Id));
        Assert.Equal("api", Assert.Single(_bed.Host.Net.Ports.List()).Container);
        Assert.Equal(web.IPAddress, _bed.Containers.Get("api").IPAddress);
    }

    [Fact]
    public void Of_two_renames_to_one_name_at_once_one_is_refused()
    {
        foreach (string name in (string[])["a1", "a2"]) _bed.Containers.Create(_bed.Sleeper(name));
        int refused = 0;
        Parallel.ForEach((string[])["a1", "a2"], name =>
        {
            try
            {
                _bed.Containers.Rename(name, "api");
            }
            catch (ContainerNetException e) when (e.ErrorId == "ContainerExists")
            {
                Interlocked.Increment(ref refused);
            }
        });
        Assert.Equal(1, refused);
        Assert.Single(_bed.Containers.List(), container => container.Name == "api");
    }

    private static void NewNetwork(NetHost net) => net.Networks.PlanCreate(new NetworkDefinition { Name = "lamp", Subnet = IPNetwork.Parse("10.75.0.0/24") }).Run();

    private static string Inside(NetHost net, NetContainer container, string script)
    {
        using ContainerExec exec = net.Containers.Exec(container.Id, new ContainerExecOptions { Arguments = ["sh", "-c", script], CaptureOutput = true });
        string text = string.Join('\n', exec.ReadLines().Select(line => line.Text));
        exec.WaitForExit();
        return text;
    }

    private static string ErrorOf(Action work) => Assert.ThrowsAny<ContainerNetException>(work).ErrorId;
}
