using System.Text.Json.Nodes;
using ContainerNet.Containers.Images;
using ContainerNet.Tests.Plans;
using ContainerNet.Tests.Support;
using Xunit;

namespace ContainerNet.Tests.Containers.Images;

public sealed class ImageImportTests : IDisposable
{
    private readonly TestHost _host = new();

    private string Store => Path.Combine(_host.Options.StateDirectory, "images");

    public void Dispose() => _host.Dispose();

    [Theory]
    [InlineData("gzip")]
    [InlineData("zstd")]
    [InlineData("none")]
    public void A_layout_is_read_whatever_its_layers_are_compressed_by(string compression)
    {
        var sample = new SampleImage { Compression = compression };
        sample.Add(SampleImage.Tar(SampleImage.Folder("etc/"), SampleImage.File("etc/motd", "low\n"))).Add(SampleImage.Tar(SampleImage.File("top", new string('x', 300_000))));
        ContainerImage image = _host.Net.Images.Resolve(sample.WriteLayout(InFolder("layout")));
        Assert.Equal(sample.Id, image.Id);
        Assert.Equal(2, image.Layers);
        Assert.Equal(300_004, image.Size);
        Assert.Equal("low\n", File.ReadAllText(Path.Combine(image.LayerFolders[0], "etc/motd")));
        Assert.Equal(300_000, new FileInfo(Path.Combine(image.LayerFolders[1], "top")).Length);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(Store, "temporary")));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("zstd")]
    [InlineData("none")]
    public void An_archive_of_docker_save_is_read_with_its_references(string compression)
    {
        byte[] layer = SampleImage.Tar(SampleImage.File("a", "1"));
        SampleImage sample = new SampleImage().Add(layer).Add(SampleImage.Tar(SampleImage.File("b", "22"))).Add(layer);
        using var archive = new MemoryStream();
        sample.WriteDockerArchive(archive, "demo/web:1.0", "demo/web:latest");
        string path = InFolder("image.tar");
        File.WriteAllBytes(path, SampleImage.Compress(archive.ToArray(), compression));
        ContainerImage image = Assert.Single(_host.Net.Images.Import(path));
        Assert.Equal(["demo/web:1.0", "demo/web:latest"], image.References);
        Assert.Equal("1", File.ReadAllText(Path.Combine(image.LayerFolders[2], "a")));
        Assert.Equal("22", File.ReadAllText(Path.Combine(image.LayerFolders[1], "b")));
        Assert.Equal(image.Id, _host.Net.Images.Find("docker.io/demo/web")?.Id);
    }

    [Fact]
    public void What_skopeo_writes_is_read_in_each_of_its_forms()
    {
        Requires.Program("/usr/bin/skopeo");
        SampleImage sample = SampleImage.Small();
        string layout = sample.WriteLayout(InFolder("layout"), "v1");
        Tool.Run("skopeo", ["--insecure-policy", "copy", $"oci:{layout}:v1", $"docker-archive:{InFolder("docker.tar")}:demo:v1"]);
        Tool.Run("skopeo", ["--insecure-policy", "copy", $"oci:{layout}:v1", $"oci-archive:{InFolder("oci.tar")}:v2"]);
        Assert.Equal(["demo:v1"], Assert.Single(_host.Net.Images.Import(InFolder("docker.tar"))).References);
        Assert.Equal(sample.Id, _host.Net.Images.Resolve($"oci-archive:{InFolder("oci.tar")}:v2").Id);
        Assert.Equal(sample.Id, _host.Net.Images.Resolve(InFolder("oci.tar")).Id);
    }

    [Fact]
    public void The_configuration_is_what_the_image_says_of_containers()
    {
        SampleImage sample = SampleImage.Small();
        sample.Config["Entrypoint"] = new JsonArray("/bin/sh", "-c");
        sample.Config["Cmd"] = new JsonArray("echo $A");
        sample.Config["Env"] = new JsonArray("A=1", "B=");
        sample.Config["User"] = "1000:100";
        sample.Config["WorkingDir"] = "/srv";
        sample.Config["ExposedPorts"] = new JsonObject { ["80/tcp"] = new JsonObject(), ["53/udp"] = new JsonObject() };
        sample.Config["Volumes"] = new JsonObject { ["/data"] = new JsonObject() };
        sample.Config["Labels"] = new JsonObject { ["maintainer"] = "x" };
        sample.Config["StopSignal"] = "SIGQUIT";
        ContainerImage image = _host.Net.Images.Resolve(sample.WriteLayout(InFolder("layout")));
        Assert.Equal(["/bin/sh", "-c"], image.Config.EntryPoint);
        Assert.Equal(["echo $A"], image.Config.Command);
        Assert.Equal(["A=1", "B="], image.Config.Environment);
        Assert.Equal(("1000:100", "/srv", "SIGQUIT"), (image.Config.User, image.Config.WorkingDirectory, image.Config.StopSignal));
        Assert.Equal(["53/udp", "80/tcp"], image.Config.ExposedPorts);
        Assert.Equal(["/data"], image.Config.Volumes);
        Assert.Equal("x", image.Config.Labels["maintainer"]);
        Assert.Equal(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero).AddTicks(1234567), image.Created);
        Assert.Equal("amd64", image.Architecture);
    }

    [Fact]
    public void An_import_tells_how_many_bytes_of_the_layer_have_come()
    {
        SampleImage sample = new SampleImage { Compression = "none" }.Add(SampleImage.Tar(SampleImage.File("small", "x"))).Add(SampleImage.Tar(SampleImage.File("large", new string('x', 5_000_000))));
        List<ImageProgress> told = [];
        _host.Net.Images.Resolve(sample.WriteLayout(InFolder("layout")), told.Add);
        ImageProgress last = told[^1];
        Assert.Equal("Unpacking layer 2 of 2", last.Activity);
        Assert.InRange(last.Bytes, 3_000_000, last.TotalBytes!.Value);
        Assert.InRange(last.TotalBytes.Value, 5_000_000, 5_100_000);
        Assert.InRange(last.Percent!.Value, 75, 100);
        Assert.Equal(told.OrderBy(progress => progress.Percent ?? 0), told);
    }

    [Fact]
    public void An_image_that_is_here_is_not_unpacked_again_and_layers_are_shared()
    {
        byte[] common = SampleImage.Tar(SampleImage.File("common", "x"));
        SampleImage first = new SampleImage().Add(common);
        SampleImage second = new SampleImage().Add(common).Add(SampleImage.Tar(SampleImage.File("own", "y")));
        ContainerImage one = _host.Net.Images.Resolve(first.WriteLayout(InFolder("one")));
        List<string> told = [];
        ContainerImage two = _host.Net.Images.Resolve(second.WriteLayout(InFolder("two")), progress => told.Add($"{progress}"));
        Assert.Equal(one.LayerFolders[0], two.LayerFolders[0]);
        Assert.Equal($"{second.Id}: Unpacking layer 2 of 2", Assert.Single(told));
        _host.Net.Images.Resolve(InFolder("two"), progress => told.Add($"{progress}"));
        Assert.Single(told);
        Assert.Equal(2, _host.Net.Images.List().Count);
    }

    [Fact]
    public void A_layer_that_another_program_removed_is_unpacked_again()
    {
        string layout = SampleImage.Small().WriteLayout(InFolder("layout"));
        Directory.Delete(_host.Net.Images.Resolve(layout).LayerFolders[0], recursive: true);
        Assert.True(File.Exists(Path.Combine(_host.Net.Images.Resolve(layout).LayerFolders[0], "hello")));
    }

    [Fact]
    public void The_image_for_this_processor_is_chosen_and_attestations_are_ignored()
    {
        string folder = InFolder("layout");
        JsonObject other = SampleImage.Small("other").WriteManifest(folder);
        SampleImage mine = SampleImage.Small("mine");
        JsonObject right = mine.WriteManifest(folder);
        string architecture = OciLayout.Architecture;
        other["platform"] = new JsonObject { ["os"] = "linux", ["architecture"] = architecture == "amd64" ? "arm64" : "amd64" };
        right["platform"] = new JsonObject { ["os"] = "linux", ["architecture"] = architecture };
        JsonObject attestation = SampleImage.WriteBlob(folder, "{}"u8.ToArray());
        attestation["platform"] = new JsonObject { ["os"] = "unknown", ["architecture"] = "unknown" };
        SampleImage.WriteIndex(folder, SampleImage.WriteBlob(folder, SampleImage.Index(other, attestation, right)));
        Assert.Equal(mine.Id, _host.Net.Images.Resolve(folder).Id);
        SampleImage.WriteIndex(folder, other);
        Assert.Equal("PlatformUnsupported", ErrorIdOf(() => _host.Net.Images.Resolve(folder)));
    }

    [Fact]
    public void One_of_several_images_has_to_be_named()
    {
        string folder = InFolder("layout");
        JsonObject first = SampleImage.Small("1").WriteManifest(folder);
        JsonObject second = SampleImage.Small("2").WriteManifest(folder);
        first["annotations"] = new JsonObject { ["org.opencontainers.image.ref.name"] = "v1" };
        second["annotations"] = new JsonObject { ["org.opencontainers.image.ref.name"] = "v2" };
        SampleImage.WriteIndex(folder, first, second);
        Assert.Equal("ImageAmbiguous", ErrorIdOf(() => _host.Net.Images.Resolve(folder)));
        Assert.Equal(SampleImage.Small("2").Id, _host.Net.Images.Resolve($"oci:{folder}:v2").Id);
        Assert.Contains("It has v1, v2", Assert.Throws<ContainerNetException>(() => _host.Net.Images.Resolve($"oci:{folder}:v3")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_blob_that_is_not_what_its_digest_says_is_refused_and_leaves_nothing()
    {
        string folder = SampleImage.Small().WriteLayout(InFolder("layout"));
        string blob = Directory.EnumerateFiles(Path.Combine(folder, "blobs/sha256")).Single(path => File.ReadAllBytes(path) is [0x1F, 0x8B, ..]);
        File.WriteAllBytes(blob, SampleImage.Compress(SampleImage.Tar(SampleImage.File("hello", "evil\n")), "gzip"));
        Assert.Equal("DigestMismatch", ErrorIdOf(() => _host.Net.Images.Resolve(folder)));
        Assert.Empty(_host.Net.Images.List());
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(Store, "temporary")));
        Assert.False(Directory.Exists(Path.Combine(Store, "layers")));
    }

    [Fact]
    public void The_next_import_removes_the_rest_of_an_interrupted_one()
    {
        string left = Directory.CreateDirectory(Path.Combine(Store, "temporary", "left")).FullName;
        string orphan = Directory.CreateDirectory(Path.Combine(Store, "layers", new string('a', 64), "x")).FullName;
        ContainerImage image = _host.Net.Images.Resolve(SampleImage.Small().WriteLayout(InFolder("layout")));
        Assert.False(Directory.Exists(left) || Directory.Exists(orphan));
        Assert.True(Directory.Exists(image.LayerFolders[0]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_next_import_completes_one_that_was_killed_while_it_unpacked_a_layer(int layer)
    {
        string layout = ImageVictim.LayoutOf(_host.Options);
        var sample = new SampleImage { Compression = "none" };
        for (int i = 1; i <= 3; i++) sample.Add(SampleImage.Tar(SampleImage.File($"first{i}", "x"), SampleImage.File($"large{i}", new string('x', 30_000_000))));
        sample.WriteLayout(layout);
        Victim.Kill(_host.Options, ImageVictim.Plan, layer);
        Assert.NotEmpty(Directory.EnumerateFileSystemEntries(Path.Combine(Store, "temporary")));
        Assert.Empty(_host.Net.Images.List());
        ContainerImage image = _host.Net.Images.Resolve(layout);
        Assert.Equal(90_000_003, image.Size);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(Store, "temporary")));
        Assert.Equal(image.LayerFolders.Order(), Directory.EnumerateDirectories(Path.Combine(Store, "layers")).Order());
        Assert.All(image.LayerFolders, (folder, i) => Assert.Equal(30_000_000, new FileInfo(Path.Combine(folder, $"large{i + 1}")).Length));
    }

    [Fact]
    public void A_cancelled_import_leaves_nothing()
    {
        using var cancellation = new CancellationTokenSource();
        string layout = SampleImage.Small().WriteLayout(InFolder("layout"));
        Assert.Throws<OperationCanceledException>(() => _host.Net.Images.Resolve(layout, _ => cancellation.Cancel(), cancellation.Token));
        Assert.Empty(_host.Net.Images.List());
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(Store, "temporary")));
    }

    [Fact]
    public void Many_at_once_get_the_same_image()
    {
        string layout = SampleImage.Small().WriteLayout(InFolder("layout"));
        string[] ids = [.. Enumerable.Range(0, 8).AsParallel().WithDegreeOfParallelism(8).Select(_ =>
        {
            using var host = new NetHost(_host.Options);
            return host.Images.Resolve(layout).Id;
        })];
        Assert.Single(ids.Distinct());
        Assert.Single(_host.Net.Images.List());
    }

    [Fact]
    public void An_image_is_found_by_reference_by_id_and_by_the_beginning_of_its_id()
    {
        SampleImage sample = SampleImage.Small();
        _host.Net.Images.Import(sample.WriteLayout(InFolder("layout")), "busybox");
        foreach (string name in new[] { "busybox", "busybox:latest", "docker.io/library/busybox", sample.Id, sample.Id[7..], sample.Id[7..19], sample.Id[..19] })
            Assert.Equal(sample.Id, _host.Net.Images.Find(name)?.Id);
        Assert.Null(_host.Net.Images.Find("busybox:1.36"));
        Assert.Equal("ImageNotFound", ErrorIdOf(() => _host.Net.Images.Resolve($"sha256:{new string('0', 64)}")));
    }

    [Fact]
    public void A_reference_means_the_last_imported_image()
    {
        _host.Net.Images.Import(SampleImage.Small("1").WriteLayout(InFolder("one")), "demo");
        _host.Net.Images.Import(SampleImage.Small("2").WriteLayout(InFolder("two")), "demo");
        Assert.Equal(SampleImage.Small("2").Id, _host.Net.Images.Find("demo")?.Id);
        Assert.Empty(_host.Net.Images.Find(SampleImage.Small("1").Id)!.References);
    }

    [Fact]
    public void An_image_is_removed_with_its_last_reference_and_leaves_the_layers_of_others()
    {
        byte[] common = SampleImage.Tar(SampleImage.File("common", "x"));
        ContainerImage kept = _host.Net.Images.Import(new SampleImage().Add(common).WriteLayout(InFolder("one")), "kept")[0];
        string second = new SampleImage().Add(common).Add(SampleImage.Tar(SampleImage.File("own", "y"))).WriteLayout(InFolder("two"));
        _host.Net.Images.Import(second, "gone:1");
        ContainerImage gone = _host.Net.Images.Import(second, "gone:2")[0];
        _host.Net.Images.Remove("gone:1", new HashSet<string> { gone.Id });
        Assert.Equal(["gone:2"], _host.Net.Images.Find(gone.Id)!.References);
        Assert.Equal("ImageInUse", ErrorIdOf(() => _host.Net.Images.Remove("gone:2", new HashSet<string> { gone.Id })));
        _host.Net.Images.Remove("gone:2", new HashSet<string>());
        Assert.Equal(kept.LayerFolders, Directory.EnumerateDirectories(Path.Combine(Store, "layers")));
        Assert.Equal("ImageNotFound", ErrorIdOf(() => _host.Net.Images.Remove("gone:2", new HashSet<string>())));
    }

    [Fact]
    public void An_image_with_several_references_is_removed_by_its_id_only_by_force()
    {
        string layout = SampleImage.Small().WriteLayout(InFolder("layout"));
        _host.Net.Images.Import(layout, "a");
        string id = _host.Net.Images.Import(layout, "b")[0].Id;
        Assert.Equal("ImageHasReferences", ErrorIdOf(() => _host.Net.Images.Remove(id, new HashSet<string>())));
        _host.Net.Images.Remove(id, new HashSet<string>(), force: true);
        Assert.Empty(_host.Net.Images.List());
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(Store, "layers")));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(Store, "configs")));
    }

    [Theory]
    [InlineData("/nowhere", "ImageNotFound")]
    [InlineData("/proc/self/ns", "InvalidImage")]
    [InlineData("/etc/passwd", "InvalidArchive")]
    [InlineData("UPPER", "InvalidImageReference")]
    [InlineData("", "InvalidImageReference")]
    public void What_is_no_image_is_an_error_of_its_kind(string image, string errorId) => Assert.Equal(errorId, ErrorIdOf(() => _host.Net.Images.Resolve(image)));

    [Fact]
    public void A_path_is_made_full_and_a_reference_is_left()
    {
        static string Full(string path) => Path.Combine("/base", path);
        Assert.Equal("/base/x.tar", ImageOperations.WithFullPath("./x.tar", path => Full(path[2..])));
        Assert.Equal("oci:/base/x:v1", ImageOperations.WithFullPath("oci:x:v1", Full));
        Assert.Equal("busybox:1", ImageOperations.WithFullPath("busybox:1", Full));
    }

    private static string ErrorIdOf(Action action) => Assert.Throws<ContainerNetException>(action).ErrorId;

    private string InFolder(string name) => Path.Combine(_host.Folder, name);
}
