using ContainerNet.Containers.Images.Layers;
using ContainerNet.Tests.Support;
using Xunit;

namespace ContainerNet.Tests.Containers.Images.Layers;

public sealed class RootFileSystemTests : IDisposable
{
    private readonly TestHost _host = new();
    private readonly List<RootFileSystem> _mounted = [];

    public void Dispose()
    {
        foreach (RootFileSystem root in _mounted) root.Unmount();
        _host.Dispose();
    }

    [Fact]
    public void An_image_is_its_layers_one_over_the_other()
    {
        byte[] low = SampleImage.Tar(SampleImage.File("a", "low"), SampleImage.File("gone", "x"), SampleImage.Folder("opaque/"), SampleImage.File("opaque/old", "x"), SampleImage.Folder("both/"), SampleImage.File("both/low", "x"));
        byte[] high = SampleImage.Tar(SampleImage.File("a", "high"), SampleImage.File(".wh.gone", ""), SampleImage.Folder("opaque/"), SampleImage.File("opaque/.wh..wh..opq", ""), SampleImage.File("opaque/new", "x"), SampleImage.File("both/high", "x"));
        ContainerImage image = _host.Net.Images.Resolve(new SampleImage().Add(low).Add(high).WriteLayout(InFolder("layout")));
        RootFileSystem root = Mount("c", image.LayerFolders);
        Assert.Equal("high", File.ReadAllText(Path.Combine(root.Merged, "a")));
        Assert.Equal(["./a", "./both", "./both/high", "./both/low", "./opaque", "./opaque/new"], Names(root.Merged));
        Assert.Contains($" {root.Merged} overlay ", File.ReadAllText("/proc/self/mounts"), StringComparison.Ordinal);
    }

    [Fact]
    public void Changes_stay_for_the_next_mount_and_never_reach_the_layers()
    {
        string lower = Folder("lower");
        File.WriteAllText(Path.Combine(lower, "a"), "1");
        RootFileSystem root = Mount("c", [lower]);
        File.WriteAllText(Path.Combine(root.Merged, "a"), "2");
        root.Unmount();
        Assert.False(root.IsMounted);
        Assert.Empty(Directory.EnumerateFileSystemEntries(root.Merged));
        root.Mount([lower]);
        Assert.True(root.IsMounted);
        Assert.Equal("2", File.ReadAllText(Path.Combine(root.Merged, "a")));
        Assert.Equal("1", File.ReadAllText(Path.Combine(lower, "a")));
    }

    [Theory]
    [InlineData("127 layers", 127, 8)]
    [InlineData("long names", 3, 200)]
    [InlineData("commas, colons: and \\ in names", 3, 20)]
    public void Layers_may_have(string what, int count, int nameLength)
    {
        string[] layers = [.. Enumerable.Range(0, count).Select(i => Folder(Path.Combine(what, new string('n', nameLength) + i)))];
        for (int i = 0; i < count; i++) File.WriteAllText(Path.Combine(layers[i], $"f{i}"), "x");
        RootFileSystem root = Mount("c", layers);
        Assert.Equal(count, Directory.GetFiles(root.Merged).Length);
    }

    [Fact]
    public void The_hosts_own_root_can_be_run_on_and_is_not_written_to()
    {
        string name = $"containernet-{Guid.NewGuid():n}";
        RootFileSystem root = Mount("c", ["/"]);
        File.WriteAllText(Path.Combine(root.Merged, name), "x");
        Assert.True(File.Exists(Path.Combine(root.Merged, "bin/sh")));
        Assert.False(File.Exists($"/{name}"));
    }

    [Fact]
    public void A_missing_directory_is_an_error_and_nothing_is_mounted()
    {
        var root = new RootFileSystem(InFolder("c"));
        Assert.Equal("RootFileSystemNotFound", Assert.Throws<ContainerNetException>(() => root.Mount([InFolder("nowhere")])).ErrorId);
        Assert.False(root.IsMounted);
    }

    [Fact]
    public void The_root_and_what_is_in_it_can_be_entered_by_every_user()
    {
        RootFileSystem root = Mount("c", [Folder("lower")]);
        Assert.Equal("755", Tool.Run("stat", ["-c", "%a", root.Merged]).Trim());
    }

    private RootFileSystem Mount(string name, IReadOnlyList<string> lower)
    {
        var root = new RootFileSystem(InFolder(name));
        _mounted.Add(root);
        root.Mount(lower);
        return root;
    }

    private static string[] Names(string folder)
        => [.. Tool.Run("sh", ["-c", "cd \"$1\" && find . -mindepth 1 ! -path './dev*' ! -path './proc*' ! -path './sys*' ! -path './etc*' | LC_ALL=C sort", "sh", folder]).Split('\n', StringSplitOptions.RemoveEmptyEntries)];

    private string Folder(string name) => Directory.CreateDirectory(InFolder(name)).FullName;

    private string InFolder(string name) => Path.Combine(_host.Folder, name);
}
