using System.Text.Json.Nodes;
using ContainerNet.Tests.Containers.Images;
using ContainerNet.Tests.Support;
using Xunit;

namespace ContainerNet.Tests.Containers.Files;

/// <summary>What a container has changed, as a list, as an image and as an archive.</summary>
public sealed class ContainerChangesTests : IDisposable
{
    private readonly ContainerTestbed _bed = new();

    public void Dispose() => _bed.Dispose();

    [Fact]
    public void A_container_that_was_not_started_or_changed_nothing_has_no_changes()
    {
        _bed.Containers.Create(_bed.Shell("created", "true"));
        Assert.Empty(_bed.Containers.ListChanges("created"));
        Run(_bed.Shell("ran", "cat /etc/passwd; touch -r /etc/passwd /etc/passwd"));
        Assert.Empty(_bed.Containers.ListChanges("ran"));
    }

    [Fact]
    public void Files_are_added_changed_and_deleted()
    {
        Run(_bed.Shell("one", "mkdir /new; echo x > /new/file; echo more >> /etc/passwd; rm /etc/group; chmod 700 /root; ln -s x /link; rm /tmp/nothing 2>/dev/null; true"));
        Assert.Equal(["C /etc", "D /etc/group", "C /etc/passwd", "A /link", "A /new", "A /new/file", "C /root"], Changes("one"));
    }

    [Fact]
    public void A_directory_that_was_removed_and_made_again_hides_what_was_in_it()
    {
        Directory.CreateDirectory(Path.Combine(_bed.Root, "old/sub"));
        File.WriteAllText(Path.Combine(_bed.Root, "old/a"), "");
        File.WriteAllText(Path.Combine(_bed.Root, "old/b"), "");
        Run(_bed.Shell("one", "rm -r /old; mkdir /old; echo x > /old/b"));
        Assert.Equal(["C /old", "D /old/a", "C /old/b", "D /old/sub"], Changes("one"));
    }

    [Fact]
    public void Changes_over_several_layers_of_an_image_are_those_to_what_was_seen()
    {
        string image = Image();
        Run(new ContainerOptions { Name = "one", Image = image, Command = "sh", Arguments = ["-c", "rm /low; echo x > /gone; echo y >> /high"] });
        Assert.Equal(["A /gone", "C /high", "D /low"], Changes("one"));
    }

    [Fact]
    public void A_container_that_runs_is_listed_too_without_its_volumes()
    {
        _bed.StartReady(_bed.Shell("one", "touch /file /data/file; echo ready; while :; do sleep 0.05; done") with { Volumes = ["data:/data"] });
        Assert.Equal(["A /data", "A /file"], Changes("one"));
    }

    [Fact]
    public void An_image_of_a_container_has_its_changes_and_runs()
    {
        string image = Image();
        Run(new ContainerOptions { Name = "one", Image = image, Environment = ["A=a b", "B=1"], Command = "sh", Arguments = ["-c", "rm /low; rm -r /dir; mkdir /dir; echo new > /dir/new; chown 1000:1001 /dir/new; chmod 4750 /dir/new; ln /dir/new /hard"] });
        ContainerImage made = _bed.Containers.Commit("one", new ContainerCommitOptions
        {
            Reference = "demo/made:1",
            Author = "somebody",
            Message = "a message",
            Changes = ["CMD [\"sh\", \"-c\", \"stat -c '%u %g %a %h' /dir/new; ls /dir; cat /low /high 2>/dev/null; echo $A $B $C\"]", "ENV B=2 C=\"x y\"", "EXPOSE 80 53/udp", "LABEL stage=test", "USER web", "WORKDIR sub", "VOLUME /v"],
        });
        Assert.Equal(["demo/made:1"], made.References);
        Assert.Equal(4, made.Layers);
        Assert.Equal(["53/udp", "80/tcp"], made.Config.ExposedPorts);
        Assert.Equal(("web", "/sub", "test", "/v"), (made.Config.User, made.Config.WorkingDirectory, made.Config.Labels["stage"], Assert.Single(made.Config.Volumes)));
        Assert.Equal("1000 1001 4750 2\nnew\nhigh\na b 2 x y", _bed.Output(new ContainerOptions { Name = "two", Image = "demo/made:1", User = "root" }));
    }

    [Fact]
    public void An_image_of_a_container_without_changes_is_as_its_own()
    {
        string image = Image();
        _bed.Containers.Create(new ContainerOptions { Name = "one", Image = image, Command = "cat", Arguments = ["/high"] });
        _bed.Containers.Commit("one", new ContainerCommitOptions { Reference = "same" });
        Assert.Equal("high", _bed.Output(new ContainerOptions { Name = "two", Image = "same" }));
    }

    [Fact]
    public void Other_tools_read_an_image_that_was_made_and_saved()
    {
        foreach (string program in new[] { "skopeo", "umoci" }) Requires.Program($"/usr/bin/{program}");
        string image = Image();
        Run(new ContainerOptions { Name = "one", Image = image, Command = "sh", Arguments = ["-c", "rm /low; rm -r /dir; mkdir /dir; echo new > /dir/new; chown 1000:1001 /dir/new"] });
        _bed.Containers.Commit("one", new ContainerCommitOptions { Reference = "demo/made:1", Author = "somebody", Message = "a message" });
        string saved = Path.Combine(_bed.Host.Folder, "saved.tar"), layout = Path.Combine(_bed.Host.Folder, "out");
        _bed.Host.Net.Images.Export(["demo/made:1"], saved);

        foreach (string source in new[] { $"docker-archive:{saved}:demo/made:1", $"oci-archive:{saved}:1" })
            Assert.Equal(4, JsonNode.Parse(Tool.Run("skopeo", ["inspect", source]))!["Layers"]!.AsArray().Count);
        JsonNode config = JsonNode.Parse(Tool.Run("skopeo", ["inspect", "--config", $"docker-archive:{saved}:demo/made:1"]))!;
        Assert.Equal("somebody", (string?)config["author"]);
        Assert.Equal("a message", (string?)config["history"]!.AsArray()[^1]!["comment"]);

        Tool.Run("skopeo", ["--insecure-policy", "copy", $"oci-archive:{saved}:1", $"oci:{layout}:one"]);
        Tool.Run("umoci", ["unpack", "--image", $"{layout}:one", Path.Combine(_bed.Host.Folder, "bundle")]);
        string root = Path.Combine(_bed.Host.Folder, "bundle/rootfs");
        Assert.Equal("bin/busybox dir/new high", Tool.Run("sh", ["-c", $"cd {root}; echo $(ls -d bin/busybox dir/* low gone high 2>/dev/null)"]).Trim());
        Assert.Equal("1000 1001", Tool.Run("stat", ["-c", "%u %g", Path.Combine(root, "dir/new")]).Trim());

        // Taken in again it is the same image.
        _bed.Containers.Remove("one");
        ContainerImage again = Assert.Single(_bed.Host.Net.Images.Import(saved));
        Assert.Equal(["demo/made:1"], again.References);
        Assert.Equal("new", _bed.Output(new ContainerOptions { Name = "two", Image = again.Id, Command = "cat", Arguments = ["/dir/new"] }));
    }

    [Theory]
    [InlineData("RUN true")]
    [InlineData("EXPOSE 0")]
    [InlineData("EXPOSE web")]
    [InlineData("ENV =x")]
    [InlineData("LABEL \"open")]
    [InlineData("CMD")]
    public void An_instruction_that_cannot_be_applied_is_an_error_and_makes_no_image(string instruction)
    {
        string image = Image();
        _bed.Containers.Create(new ContainerOptions { Name = "one", Image = image, Command = "true" });
        int before = _bed.Host.Net.Images.List().Count;
        Assert.Equal("InvalidInstruction", Assert.ThrowsAny<ContainerNetException>(() => _bed.Containers.Commit("one", new ContainerCommitOptions { Changes = [instruction] })).ErrorId);
        Assert.Equal(before, _bed.Host.Net.Images.List().Count);
    }

    [Fact]
    public void A_container_on_a_directory_becomes_no_image()
    {
        _bed.Containers.Create(_bed.Shell("one", "true"));
        Assert.Equal("ContainerWithoutImage", Assert.ThrowsAny<ContainerNetException>(() => _bed.Containers.Commit("one")).ErrorId);
    }

    [Fact]
    public void An_exported_container_is_a_tar_archive_that_becomes_an_image()
    {
        Run(_bed.Shell("one", "echo x > /file; echo y > /data/file; chown 1000:1001 /file") with { Volumes = ["data:/data"] });
        string path = Path.Combine(_bed.Host.Folder, "one.tar");
        _bed.Containers.Export("one", path);
        string list = Tool.Run("tar", ["--numeric-owner", "-tvf", path]);
        Assert.Matches("1000/1001 .* file\n", list);
        Assert.DoesNotContain("data/file", list, StringComparison.Ordinal);
        ContainerImage image = _bed.Host.Net.Images.ImportRootFileSystem(path, "demo/flat", ["CMD [\"cat\", \"/file\"]"]);
        Assert.Equal(1, image.Layers);
        Assert.Equal("x", _bed.Output(new ContainerOptions { Name = "two", Image = "demo/flat" }));
    }

    private string[] Changes(string name) => [.. _bed.Containers.ListChanges(name).Select(change => $"{change}")];

    private void Run(ContainerOptions options)
    {
        _bed.Start(options);
        Assert.Equal(0, _bed.Containers.Wait(options.Name!, TimeSpan.FromSeconds(20)).ExitCode);
    }

    // busybox in the lowest layer, and two over it.
    private string Image()
    {
        string tar = Path.Combine(_bed.Host.Folder, "root.tar");
        Tool.Run("tar", ["-C", _bed.Root, "-cf", tar, "."]);
        SampleImage sample = new SampleImage().Add(File.ReadAllBytes(tar))
            .Add(SampleImage.Tar(SampleImage.File("low", "low\n"), SampleImage.File("gone", "x"), SampleImage.Folder("dir/"), SampleImage.File("dir/old", "x")))
            .Add(SampleImage.Tar(SampleImage.File("high", "high\n"), SampleImage.File(".wh.gone", "")));
        return sample.WriteLayout(Path.Combine(_bed.Host.Folder, "layout"));
    }
}
