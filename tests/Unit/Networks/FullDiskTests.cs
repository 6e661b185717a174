using ContainerNet.Tests.Support;
using Xunit;

namespace ContainerNet.Tests.Networks;

/// <summary>Disks without a free block: what cannot be kept is not made, and what is there can be removed.</summary>
public sealed class FullDiskTests : IDisposable
{
    private readonly NetworkTestbed _bed = new();
    private readonly List<string> _mounts = [];

    public void Dispose()
    {
        foreach (string mount in _mounts) Tool.Run("umount", ["--lazy", mount]);
        _bed.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_cannot_be_kept_is_not_made_and_what_is_there_can_be_removed(bool isRun)
    {
        string folder = isRun ? _bed.Host.Options.RunDirectory : _bed.Host.Options.StateDirectory;
        Directory.CreateDirectory(folder);
        Tool.Run("mount", ["-t", "tmpfs", "-o", "size=512k,mode=700", "tmpfs", folder]);
        _mounts.Add(folder);
        _bed.NewNetwork("web", "10.1.0.0/24");
        for (int i = 0; i < 5; i++) _bed.NewEndpoint("web", $"ns{i}");
        Fill(folder);

        List<string> made = [];
        ContainerNetException? full = null;
        // What was reserved may still take some.
        for (int i = 0; full is null && i < 400; i++)
        {
            string before = _bed.Host.Snapshot();
            string[] networks = Networks();
            try
            {
                if (isRun) _bed.Net.Endpoints.PlanConnect("web", _bed.NewNamespace($"more{i}")).Run();
                else _bed.NewNetwork($"more{i}", $"10.2.{i}.0/24");
            }
            catch (ContainerNetException e)
            {
                full = e;
                if (isRun) _bed.Net.Namespaces.PlanRemove($"more{i}").Run();
                Assert.Equal(before, _bed.Host.Snapshot());
                Assert.Equal(networks, Networks());
            }
        }
        Assert.Equal(Errno.ENOSPC, full?.Errno);

        foreach (string network in Networks()) _bed.Net.Networks.PlanRemove(network, force: true).Run();
        Assert.Empty(Networks());
        Assert.DoesNotContain("cn-", _bed.Host.Ip(NamespaceReference.Host, "link"), StringComparison.Ordinal);
    }

    private string[] Networks() => [.. _bed.Net.Networks.List().Where(network => network.Driver == "bridge" && network.Name != "bridge").Select(network => network.Name)];

    private static void Fill(string folder)
    {
        using var file = File.Create(Path.Combine(folder, "filling"));
        Action fill = () =>
        {
            while (true)
            {
                file.Write(new byte[4096]);
                file.Flush();
            }
        };
        Assert.Throws<IOException>(fill);
    }
}
