using System.Net;
using ContainerNet.Containers.Runtime;
using Xunit;

namespace ContainerNet.Tests.Containers.Networking;

/// <summary>By which names containers find each other.</summary>
public sealed class ContainerNameTests : IDisposable
{
    private readonly ContainerTestbed _bed = new();

    public void Dispose() => _bed.Dispose();

    [Fact]
    public void On_a_network_of_ones_own_names_and_aliases_resolve()
    {
        RequireServer();
        NewNetwork("lamp", "10.75.0.0/24");
        _bed.Start(_bed.Sleeper("db") with { Networks = ["lamp"], NetworkAliases = ["mysql"] });
        string text = _bed.Output(_bed.Shell("web", "nslookup db; nslookup mysql") with { Networks = ["lamp"] });
        Assert.Equal(2, text.Split('\n').Count(line => line.StartsWith("Address", StringComparison.Ordinal) && line.Contains("10.75.0.2", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_container_on_two_networks_sees_the_names_of_both()
    {
        RequireServer();
        NewNetwork("front", "10.75.0.0/24");
        NewNetwork("back", "10.76.0.0/24");
        _bed.Start(_bed.Sleeper("one") with { Networks = ["front"] });
        _bed.Start(_bed.Sleeper("two") with { Networks = ["back"] });
        string text = _bed.Output(_bed.Shell("both", "nslookup one; nslookup two") with { Networks = ["front", "back"] });
        Assert.Contains("10.75.0.2", text, StringComparison.Ordinal);
        Assert.Contains("10.76.0.2", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_container_that_joins_a_network_later_uses_its_name_server()
    {
        RequireServer();
        NewNetwork("late", "10.75.0.0/24");
        _bed.Start(_bed.Sleeper("walker"));
        string file = Path.Combine(_bed.Host.Options.StateDirectory, "containers", _bed.Containers.Get("walker").Id, "resolv.conf");
        Assert.DoesNotContain("10.75.0.1", File.ReadAllText(file), StringComparison.Ordinal);
        _bed.Host.Net.Endpoints.PlanConnect("late", _bed.Containers.NamespaceOf("walker")).Run();
        Assert.Contains("nameserver 10.75.0.1", File.ReadAllText(file), StringComparison.Ordinal);
        Assert.Contains("10.75.0.2\t", File.ReadAllText(file.Replace("resolv.conf", "hosts", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_name_server_etc_hosts_follows_the_endpoints_of_the_network()
    {
        using var net = new NetHost(_bed.Host.Options with { ServicePath = null, NameServerPath = "/nonexistent" });
        net.Networks.PlanCreate(new NetworkDefinition { Name = "lamp", Subnet = IPNetwork.Parse("10.75.0.0/24") }).Run();
        NetContainer web = net.Containers.Start(_bed.Sleeper("web") with { Networks = ["lamp"] });
        net.Containers.Start(_bed.Sleeper("db") with { Networks = ["lamp"], NetworkAliases = ["mysql"] });
        Assert.Contains("PING mysql (10.75.0.3)", Inside(net, web, "ping -c 1 -w 2 mysql"), StringComparison.Ordinal);
        net.Containers.Remove("db", force: true);
        Assert.DoesNotContain("mysql", Inside(net, web, "cat /etc/hosts"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_on_the_default_network_gives_names_and_variables()
    {
        _bed.Start(_bed.Sleeper("db") with { Expose = ["5432"], Environment = ["USER=me"] });
        string text = _bed.Output(_bed.Shell("web", "env; cat /etc/hosts") with { Links = ["db:data"] });
        Assert.Contains("DATA_PORT_5432_TCP_ADDR=172.17.0.2", text, StringComparison.Ordinal);
        Assert.Contains("DATA_ENV_USER=me", text, StringComparison.Ordinal);
        Assert.Matches("172\\.17\\.0\\.2\\s+data", text);
    }

    [Fact]
    public void A_link_follows_the_container_that_is_started_again()
    {
        _bed.Start(_bed.Sleeper("db"));
        NetContainer web = _bed.Start(_bed.Sleeper("web") with { Links = ["db"] });
        _bed.Containers.Stop("db", TimeSpan.Zero);
        _bed.Start(_bed.Sleeper("other"));
        NetContainer again = _bed.Containers.Restart("db", TimeSpan.Zero);
        Assert.Matches($"{again.IPAddress[0]}\\s+db", Inside(_bed.Host.Net, web, "cat /etc/hosts"));
    }

    private static string Inside(NetHost net, NetContainer container, string script)
    {
        using ContainerExec exec = net.Containers.Exec(container.Id, new ContainerExecOptions { Arguments = ["sh", "-c", script], CaptureOutput = true });
        string text = string.Join('\n', exec.ReadLines().Select(line => line.Text));
        exec.WaitForExit();
        return text;
    }

    private void NewNetwork(string name, string subnet) => _bed.Host.Net.Networks.PlanCreate(new NetworkDefinition { Name = name, Subnet = IPNetwork.Parse(subnet) }).Run();

    private void RequireServer()
    {
        if (!_bed.Host.Net.Names.IsAvailable) Assert.Skip("aardvark-dns is not installed.");
    }
}
