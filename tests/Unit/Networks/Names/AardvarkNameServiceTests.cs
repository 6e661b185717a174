using Xunit;

namespace ContainerNet.Tests.Networks.Names;

/// <summary>aardvark-dns, which answers where containernetd is not built.</summary>
public sealed class AardvarkNameServiceTests() : NameServiceTests("aardvark-dns")
{
    protected override string PidFile => "aardvark.pid";

    [Fact]
    public void Files_that_another_tool_changed_are_reported_and_repaired()
    {
        Bed.Connect("demo", "a", "web");
        string before = Bed.Files();
        string folder = Path.Combine(Bed.Networks.Host.Options.RunDirectory, "names");
        File.AppendAllText(Directory.EnumerateFiles(folder).First(file => !file.EndsWith(".pid", StringComparison.Ordinal)), "1 172.20.0.66  evil\n");
        Assert.Equal(NetworkDifferenceKind.NameServer, Assert.Single(Net.Networks.Test()).Kind);
        Net.Networks.PlanRepair().Run();
        Assert.Equal(before, Bed.Files());
    }

    [Fact]
    public void Once_containernetd_is_built_it_takes_over()
    {
        Bed.Connect("demo", "a", "web");
        Assert.Single(Bed.Processes());
        Bed.Networks.Net.Names.Sync();
        Assert.Empty(Bed.Processes());
        Assert.Equal("172.20.0.2", Bed.Ask("a", "web", "172.20.0.1"));
        Net.Names.Sync();
        Assert.Single(Bed.Processes());
        Assert.Equal("172.20.0.2", Bed.Ask("a", "web", "172.20.0.1"));
    }
}
