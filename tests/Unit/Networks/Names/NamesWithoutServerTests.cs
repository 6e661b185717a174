using ContainerNet.Linux.Etc;
using ContainerNet.Tests.Support;
using Xunit;

namespace ContainerNet.Tests.Networks.Names;

/// <summary>A host without aardvark-dns: names are lines in the containers' /etc/hosts.</summary>
public sealed class NamesWithoutServerTests : IDisposable
{
    private readonly NetworkTestbed _bed = new();
    private readonly NetHost _net;

    public NamesWithoutServerTests()
    {
        _net = new NetHost(_bed.Host.Options with { ServicePath = null, NameServerPath = "/nonexistent/aardvark-dns" });
        _bed.NewNetwork("demo", "172.20.0.0/16");
    }

    public void Dispose()
    {
        _net.Dispose();
        _bed.Dispose();
    }

    [Fact]
    public void The_names_of_its_networks_are_lines_of_a_container()
    {
        Assert.False(_net.Names.IsAvailable);
        Connect("demo", "a", "web", "www");
        Connect("demo", "b", "db");
        Connect("demo", "c");
        Assert.Equal("172.20.0.2\tweb www\n172.20.0.3\tdb", Lines("c"));
        Assert.Empty(_net.Names.ServersFor(Inode("a")));
        _net.Endpoints.PlanDisconnect("demo", NamespaceReference.Named("b")).Run();
        Assert.Equal("172.20.0.2\tweb www", Lines("c"));
    }

    [Fact]
    public void It_is_said_how_to_get_a_server_and_nothing_is_broken()
    {
        Assert.Empty(_net.Names.Problems());
        Connect("demo", "a", "web");
        Assert.Equal("Containers find names only in their /etc/hosts, because no name server is installed. Install one with: apt-get install aardvark-dns", Assert.Single(_net.Names.Problems()));
        Assert.Empty(_net.Networks.Test());
        Assert.False(Directory.Exists(Path.Combine(_bed.Host.Options.RunDirectory, "names")));
    }

    [Fact]
    public void Once_it_is_installed_a_repair_starts_it()
    {
        if (!_bed.Net.Names.IsAvailable) Assert.Skip("aardvark-dns is not installed.");
        Connect("demo", "a", "web");
        Assert.NotEmpty(_bed.Net.Networks.Test());
        _bed.Net.Networks.PlanRepair().Run();
        Assert.Empty(_bed.Net.Networks.Test());
    }

    // Nor has a server an address there where one is installed.
    [Fact]
    public void On_a_macvlan_network_names_are_lines_too()
    {
        Requires.Macvlan();
        _bed.NewLan();
        _net.Networks.PlanCreate(NetworkTestbed.Definition("lan", "192.0.2.0/24") with { Driver = "macvlan", Parent = "lan0", Gateway = System.Net.IPAddress.Parse("192.0.2.254") }).Run();
        Connect("lan", "a", "web");
        Assert.Equal("192.0.2.1\tweb", Lines("a"));
        Assert.Equal("192.0.2.1\tweb", string.Join('\n', (IEnumerable<HostsEntry>)_bed.Net.Names.NeighborsOf(Inode("a"))));
        Assert.Empty(_bed.Net.Names.ServersFor(Inode("a")));
    }

    [Fact]
    public void On_the_default_network_there_are_no_names()
    {
        Connect("bridge", "a", "web");
        Assert.Equal("", Lines("a"));
        Assert.Empty(_net.Names.Problems());
    }

    private void Connect(string network, string place, params string[] names) => _net.Endpoints.PlanConnect(network, _bed.NewNamespace(place), new EndpointOptions { Aliases = names }).Run();

    private ulong Inode(string place) => _net.Namespaces.Get(NamespaceReference.Named(place)).Inode;

    private string Lines(string place) => string.Join('\n', (IEnumerable<HostsEntry>)_net.Names.NeighborsOf(Inode(place)));
}
