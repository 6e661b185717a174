using ContainerNet.Containers.Images.Layers;
using ContainerNet.Tests.Support;
using Xunit;

namespace ContainerNet.Tests.Containers.Images.Layers;

/// <summary>The places that the runtime mounts on are real, whatever an image has there.</summary>
public sealed class RootMountPointTests : IDisposable
{
    private const string Script = "cd \"$1\" && stat -c '%n %F %a %u:%g' dev proc sys etc/hosts etc/hostname etc/resolv.conf";

    private readonly TestHost _host = new();
    private readonly RootFileSystem _root;
    private readonly string _lower;

    public RootMountPointTests()
    {
        _root = new RootFileSystem(Path.Combine(_host.Folder, "c"));
        _lower = Directory.CreateDirectory(Path.Combine(_host.Folder, "lower")).FullName;
    }

    public void Dispose()
    {
        _root.Unmount();
        _host.Dispose();
    }

    [Theory]
    [InlineData("an empty root", "true")]
    [InlineData("links", "ln -s /tmp dev; ln -s /nowhere proc; ln -s dev sys; ln -s /tmp etc")]
    [InlineData("files", "touch dev proc sys etc")]
    [InlineData("links in /etc", "mkdir etc; ln -s /tmp/x etc/hosts; mkdir -p etc/hostname/x; mkfifo etc/resolv.conf")]
    public void They_are_made_in(string what, string script)
    {
        Make(script);
        _root.Mount([_lower]);
        string expected = string.Concat(new[] { "dev", "proc", "sys" }.Select(name => $"{name} directory 755 0:0\n")) + string.Concat(new[] { "hosts", "hostname", "resolv.conf" }.Select(name => $"etc/{name} regular empty file 644 0:0\n"));
        string actual = Tool.Run("sh", ["-c", Script, "sh", _root.Merged]);
        Assert.True(expected == actual, $"{what}: {actual}");
    }

    [Fact]
    public void Correct_mount_points_are_not_changed()
    {
        Make("mkdir -m 700 dev && chown 5:6 dev && mkdir etc && echo own > etc/hosts && chmod 600 etc/hosts");
        _root.Mount([_lower]);
        string[] lines = Tool.Run("sh", ["-c", Script, "sh", _root.Merged]).Split('\n');
        Assert.Contains("dev directory 700 5:6", lines);
        Assert.Contains("etc/hosts regular file 600 0:0", lines);
        Assert.Equal("own\n", File.ReadAllText(Path.Combine(_root.Merged, "etc/hosts")));
    }

    [Fact]
    public void A_link_to_a_directory_of_the_root_is_followed_for_what_is_in_it()
    {
        Make("mkdir -p private/etc && echo root > private/etc/passwd && ln -s /private/etc etc");
        _root.Mount([_lower]);
        Assert.Equal("root\n", File.ReadAllText(Path.Combine(_root.Merged, "etc/passwd").Replace("/etc/", "/private/etc/", StringComparison.Ordinal)));
        Assert.True(File.Exists(Path.Combine(_root.Merged, "private/etc/hosts")));
    }

    [Fact]
    public void They_belong_to_the_owner_that_is_given()
    {
        _root.Mount([_lower], owner: 100_000);
        Assert.Contains("dev directory 755 100000:100000", Tool.Run("sh", ["-c", Script, "sh", _root.Merged]), StringComparison.Ordinal);
    }

    [Fact]
    public void The_layer_below_is_not_changed()
    {
        Make("ln -s /tmp dev");
        _root.Mount([_lower]);
        Assert.Equal("/tmp", File.ResolveLinkTarget(Path.Combine(_lower, "dev"), returnFinalTarget: false)?.FullName);
        Assert.Single(Directory.EnumerateFileSystemEntries(_lower));
    }

    private void Make(string script) => Tool.Run("sh", ["-ec", $"cd \"$1\"; {script}", "sh", _lower]);
}
