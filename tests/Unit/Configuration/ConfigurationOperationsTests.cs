using System.Text;
using ContainerNet.Host.Links;
using ContainerNet.Plans;
using ContainerNet.Tests.Support;
using Xunit;

namespace ContainerNet.Tests.Configuration;

public sealed class ConfigurationOperationsTests : IDisposable
{
    private readonly TestHost _host = new();
    private string File => _host.Options.ConfigurationFile;

    public void Dispose() => _host.Dispose();

    [Fact]
    public void A_host_without_a_file_has_the_defaults() => Assert.Equal("cnet0", _host.Net.Configuration.Get().Bridge);

    [Fact]
    public void A_change_makes_the_file_for_everyone_to_read_and_leaves_nothing_beside_it()
    {
        Assert.Equal(1400u, Set("mtu", 1400).Run().Mtu);
        Assert.Equal((UnixFileMode)0b110_100_100, System.IO.File.GetUnixFileMode(File));
        Assert.Equal([File], Directory.GetFileSystemEntries(Path.GetDirectoryName(File)!));
    }

    [Fact]
    public void An_empty_change_does_not_write_the_file()
    {
        Write("{\"mtu\":1400}");
        Assert.True(Set("mtu", 1400).IsEmpty);
        Assert.True(Set("bip", null).IsEmpty);
        Set("mtu", 1400).Run();
        Assert.Equal("{\"mtu\":1400}", System.IO.File.ReadAllText(File));
    }

    [Fact]
    public void A_change_that_would_not_be_acceptable_is_refused_and_the_file_stays()
    {
        Write("{ \"ipv6\": true }");
        ContainerNetException refused = Assert.Throws<ContainerNetException>(() => Set("mtu", 1000).Run());
        Assert.Equal($"{File}, line 3: 'mtu' 1000 is too small for IPv6, which 'ipv6' enables. The least is 1280.", refused.Message);
        Assert.Equal("{ \"ipv6\": true }", System.IO.File.ReadAllText(File));
    }

    [Fact]
    public void A_plan_shows_the_file_and_writes_nothing()
    {
        Assert.Contains("\"mtu\": 1400", Assert.Single(Set("mtu", 1400).Commands), StringComparison.Ordinal);
        Assert.False(System.IO.File.Exists(File));
    }

    [Fact]
    public void A_link_to_another_file_stays_a_link()
    {
        string target = Path.Combine(_host.Folder, "docker.json");
        System.IO.File.WriteAllText(target, "{ \"debug\": true }");
        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        System.IO.File.CreateSymbolicLink(File, target);
        Set("mtu", 1400).Run();
        Assert.Equal(target, new FileInfo(File).LinkTarget);
        Assert.Equal("{\n  \"debug\": true,\n  \"mtu\": 1400\n}\n", System.IO.File.ReadAllText(target));
    }

    [Fact]
    public void A_file_below_another_file_is_absent()
    {
        System.IO.File.WriteAllText(Path.GetDirectoryName(File)!, "");
        Assert.Equal("cnet0", _host.Net.Configuration.Get().Bridge);
    }

    [Fact]
    public void A_directory_in_the_files_place_is_an_error()
    {
        Directory.CreateDirectory(File);
        Assert.Equal("ConfigurationUnreadable", Assert.Throws<ContainerNetException>(() => _host.Net.Configuration.Get()).ErrorId);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("\ufeff{\"debug\":\ttrue }")]
    public void A_change_whose_plan_fails_later_is_undone_byte_for_byte_by_the_journal_too(string? before)
    {
        if (before is not null) Write(before);
        Step[] steps = StepKinds.Json.Read(Encoding.UTF8.GetString(StepKinds.Json.Write([.. Set("mtu", 1400).Steps, new DeleteLink("no-such-link")])));
        Assert.Throws<PlanException>(() => new Plan(_host.Net.Context, "Change and fail", _ => steps).Run());
        Assert.Equal(before, System.IO.File.Exists(File) ? Encoding.UTF8.GetString(System.IO.File.ReadAllBytes(File)) : null);
    }

    [Fact]
    public void Changes_at_the_same_time_are_all_kept()
    {
        string[] keys = ["bip", "fixed-cidr", "default-gateway", "ip"];
        string[] values = ["10.0.0.1/24", "10.0.0.0/25", "10.0.0.9", "127.0.0.1"];
        Parallel.For(0, keys.Length, i =>
        {
            using var host = new NetHost(_host.Options);
            host.Configuration.PlanSet(new Dictionary<string, object?> { [keys[i]] = values[i] }).Run();
        });
        Assert.Equal(keys.Order(), _host.Net.Configuration.Get().Keys.Order());
    }

    private Plan<ContainerNetConfiguration> Set(string key, object? value) => _host.Net.Configuration.PlanSet(new Dictionary<string, object?> { [key] = value });

    private void Write(string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        System.IO.File.WriteAllText(File, text);
    }
}
