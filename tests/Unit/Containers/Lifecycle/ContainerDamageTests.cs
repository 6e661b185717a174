using System.Diagnostics;
using ContainerNet.Containers.Records;
using ContainerNet.Tests.Support;
using Xunit;

namespace ContainerNet.Tests.Containers.Lifecycle;

/// <summary>Records that a crash has damaged, and file systems that are full.</summary>
public sealed class ContainerDamageTests : IDisposable
{
    private readonly ContainerTestbed _bed = new();

    public void Dispose() => _bed.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("\0\0\0\0")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""{"container":{"id":"abc"}}""")]
    [InlineData("""{"container":{"id":"abc","name":"web","options":{"na""")]
    public void A_damaged_record_is_reported_by_name_and_the_others_are_listed(string text)
    {
        NetContainer web = _bed.Start(_bed.Sleeper("web"));
        _bed.Containers.Create(_bed.Sleeper("other"));
        Damage(web, text);
        Assert.Equal(["other"], _bed.Containers.List().Select(container => container.Name));
        ContainerNetException damage = Assert.Single(_bed.Containers.ListUnreadable());
        Assert.Equal(("ContainerDamaged", "web"), (damage.ErrorId, (string?)damage.Subject));
        Assert.Equal("ContainerDamaged", Assert.Throws<ContainerNetException>(() => _bed.Containers.Stop("web", TimeSpan.Zero)).ErrorId);
        // No other container gets its name while it exists, and others start.
        Assert.Equal("ContainerExists", Assert.Throws<ContainerNetException>(() => _bed.Start(_bed.Sleeper("web"))).ErrorId);
        Assert.Equal(ContainerState.Running, _bed.Containers.Start("other").State);
        _bed.Containers.Remove("other", force: true);
        _bed.Containers.Remove("web", force: true);
        Assert.False(Directory.Exists($"/proc/{web.ProcessId}"));
        Assert.Empty(_bed.Traces());
    }

    [Fact]
    public void A_damaged_container_that_runs_is_not_removed_without_force()
    {
        Damage(_bed.Start(_bed.Sleeper("web")), "");
        Assert.Equal("ContainerRunning", Assert.Throws<ContainerNetException>(() => _bed.Containers.Remove("web")).ErrorId);
        _bed.Containers.Remove("web", force: true);
        Assert.Empty(_bed.Traces());
    }

    [Fact]
    public void A_damaged_container_whose_name_is_lost_too_is_removed_by_the_beginning_of_its_id()
    {
        NetContainer web = _bed.Containers.Create(_bed.Sleeper("web"));
        Damage(web, "");
        File.Delete(new ContainerDirectory(_bed.Host.Options, web.Id).Name);
        Assert.Equal(web.Id, (string?)Assert.Single(_bed.Containers.ListUnreadable()).Subject);
        _bed.Containers.Remove(web.Id[..12]);
        Assert.Empty(_bed.Traces());
    }

    [Fact]
    public void A_full_run_directory_leaves_no_half_made_container_and_does_not_prevent_a_removal()
    {
        Directory.CreateDirectory(_bed.Host.Options.RunDirectory);
        Tool.Run("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", _bed.Host.Options.RunDirectory]);
        IReadOnlyList<string> bare = _bed.Traces();
        try
        {
            NetContainer web = _bed.Start(_bed.Sleeper("web") with { Publish = [PortPublication.Parse("8080:80")] });
            IReadOnlyList<string> before = _bed.Traces();
            Fill(Path.Combine(_bed.Host.Options.RunDirectory, "filler"));
            string kernel = _bed.Host.Snapshot();
            var error = Assert.ThrowsAny<ContainerNetException>(() => _bed.Start(_bed.Sleeper("second")));
            Assert.Equal("NoSpaceLeft", error.ErrorId);
            Assert.Equal(before, _bed.Traces());
            Assert.Equal(kernel, _bed.Host.Snapshot());
            Assert.Equal("web", Assert.Single(_bed.Containers.List()).Name);

            _bed.Containers.Remove("web", force: true);
            Assert.False(Directory.Exists($"/proc/{web.ProcessId}"));
            Assert.Equal(bare, _bed.Traces());
            Assert.Empty(_bed.Host.Net.Ports.List());
        }
        finally
        {
            File.Delete(Path.Combine(_bed.Host.Options.RunDirectory, "filler"));
            foreach (NetContainer container in _bed.Containers.List()) _bed.Containers.Remove(container.Id, force: true);
            Tool.Try("umount", ["-l", _bed.Host.Options.RunDirectory]);
        }
    }

    private void Damage(NetContainer container, string text)
    {
        string path = new ContainerDirectory(_bed.Host.Options, container.Id).Record;
        File.Delete(path);
        File.WriteAllText(path, text);
    }

    private static void Fill(string path)
    {
        using FileStream file = File.Create(path, bufferSize: 0);
        byte[] page = new byte[4096];
        try
        {
            while (true) file.Write(page);
        }
        catch (IOException)
        {
            // Full.
        }
    }
}
