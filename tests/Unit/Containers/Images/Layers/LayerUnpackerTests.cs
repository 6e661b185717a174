using System.Formats.Tar;
using System.Text;
using ContainerNet.Containers.Images.Archives;
using ContainerNet.Containers.Images.Layers;
using ContainerNet.Linux.Files;
using ContainerNet.Tests.Support;
using Xunit;

namespace ContainerNet.Tests.Containers.Images.Layers;

public sealed class LayerUnpackerTests : IDisposable
{
    private const string Describe = """
        cd "$1" && find . | LC_ALL=C sort | while IFS= read -r f; do stat -c '%n %F %a %u:%g %y %h %t:%T %s' "$f"; [ -p "$f" ] || getfattr -h -d -m - -e hex "$f"; if [ -L "$f" ]; then readlink "$f"; elif [ -f "$f" ]; then sha256sum < "$f"; fi; done
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("containernet-").FullName;

    public LayerUnpackerTests()
    {
        Requires.Root();
        Requires.Program("/usr/bin/getfattr");
    }

    public void Dispose() => DirectoryTree.Remove(_folder);

    [Theory]
    [InlineData("pax")]
    [InlineData("gnu")]
    [InlineData("ustar")]
    public void What_is_unpacked_is_what_tar_unpacks(string format)
    {
        string source = NewFolder("source");
        Sh("""
            umask 022; cd "$1"
            mkdir -p a/b sticky && chmod 1777 sticky && chmod 2755 a
            printf data > a/file && chown 12:34 a/file && chmod 4755 a/file && ln a/file a/hard
            ln -s ../x/y a/link && chown -h 5:6 a/link && ln -s / slash
            mkfifo pipe && mknod null c 1 3 && mknod disk b 259 70000
            head -c 300000 /dev/urandom > big && : > empty
            touch -d '2001-02-03 04:05:06' big && touch -h -d '1999-01-01 00:00:00' a/link && touch -d '1980-05-06 07:08:09' a
            """, source);
        if (format != "ustar") Sh("cd \"$1\" && touch \"$(printf 'raw\\377name')\" && touch \"$2\" && chown 3000000:70000 empty", source, new string('n', 200));
        if (format == "pax")
        {
            Requires.Program("/usr/sbin/setcap");
            // Capabilities with bytes that are no UTF-8, times with fractions, attributes.
            Sh("cd \"$1\" && setcap cap_setuid,cap_chown+ep big && touch -d '2001-02-03 04:05:06.123456789' empty && setfattr -n user.note -v 'a=b' empty", source);
        }
        string archive = Path.Combine(_folder, "layer.tar");
        string[] attributes = format == "pax" ? ["--xattrs", "--xattrs-include=*"] : [];
        Tool.Run("tar", ["-C", source, $"--format={format}", .. attributes, "--sort=name", "-cf", archive, "."]);
        string expected = NewFolder("expected");
        Tool.Run("tar", ["-C", expected, .. attributes, "--same-owner", "-xpf", archive]);
        string actual = NewFolder("actual");
        using (FileStream stream = File.OpenRead(archive)) Unpack(stream, actual);
        Assert.Equal(Sh(Describe, expected), Sh(Describe, actual));
        Assert.Contains("setuid", format == "pax" ? Tool.Run("getcap", [Path.Combine(actual, "big")]) : "setuid", StringComparison.Ordinal);
    }

    [Fact]
    public void What_umoci_packs_is_unpacked_as_umoci_unpacks_it()
    {
        Requires.Program("/usr/bin/umoci");
        string layout = Path.Combine(_folder, "layout");
        string bundle = Path.Combine(_folder, "bundle");
        Tool.Run("umoci", ["init", "--layout", layout]);
        Tool.Run("umoci", ["new", "--image", $"{layout}:v1"]);
        Tool.Run("umoci", ["unpack", "--image", $"{layout}:v1", bundle]);
        Sh("cd \"$1/rootfs\" && mkdir -p usr/lib && ln -s usr/lib lib && echo 1 > usr/lib/a && mkdir d && echo x > d/old && chmod 1777 d", bundle);
        Tool.Run("umoci", ["repack", "--image", $"{layout}:v1", bundle]);
        Sh("rm -rf \"$1\"", bundle);
        Tool.Run("umoci", ["unpack", "--image", $"{layout}:v1", bundle]);
        Sh("cd \"$1/rootfs\" && rm d/old usr/lib/a && echo 2 > d/new", bundle);
        Tool.Run("umoci", ["repack", "--image", $"{layout}:v1", bundle]);
        Sh("rm -rf \"$1\"", bundle);
        Tool.Run("umoci", ["unpack", "--image", $"{layout}:v1", bundle]);
        using var host = new TestHost();
        var root = new RootFileSystem(Path.Combine(host.Folder, "c"));
        try
        {
            root.Mount(host.Net.Images.Resolve($"oci:{layout}:v1").LayerFolders);
            // How many links a directory has, and how large it is, depends on the file system.
            string names = "cd \"$1\" && find . -mindepth 1 ! -path './dev*' ! -path './proc*' ! -path './sys*' ! -path './etc*' -printf '%p %y %m %U:%G %T@ %l\\n' | LC_ALL=C sort";
            Assert.Equal(Sh(names, Path.Combine(bundle, "rootfs")), Sh(names, root.Merged));
        }
        finally
        {
            root.Unmount();
        }
    }

    [Fact]
    public void A_whiteout_is_a_device_of_no_number_and_an_opaque_directory_has_its_attribute()
    {
        string layer = Unpack(SampleImage.File(".wh.gone", ""), SampleImage.Folder("d/"), SampleImage.File("d/.wh..wh..opq", ""), SampleImage.File("d/.wh..wh.plnk", ""), SampleImage.File("new/.wh..wh..opq", ""));
        Assert.Equal("character special file 0:0", Tool.Run("stat", ["-c", "%F %t:%T", Path.Combine(layer, "gone")]).Trim());
        Assert.Equal("y", Attribute(layer, "d", "trusted.overlay.opaque"));
        Assert.Equal("y", Attribute(layer, "new", "trusted.overlay.opaque"));
        Assert.Equal("d gone new", Sh("cd \"$1\" && echo $(find . -mindepth 1 -printf '%P\\n' | sort)", layer).Trim());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_a_layer_takes_away_and_brings_hides_what_was_there(bool whiteoutFirst)
    {
        PaxTarEntry[] whiteouts = [SampleImage.File(".wh.folder", ""), SampleImage.File(".wh.file", "")];
        PaxTarEntry[] brought = [SampleImage.Folder("folder/"), SampleImage.File("folder/new", "x"), SampleImage.File("file", "new")];
        string layer = Unpack(whiteoutFirst ? [.. whiteouts, .. brought] : [.. brought, .. whiteouts]);
        Assert.Equal("y", Attribute(layer, "folder", "trusted.overlay.opaque"));
        Assert.True(File.Exists(Path.Combine(layer, "folder/new")));
        Assert.Equal("new", File.ReadAllText(Path.Combine(layer, "file")));
    }

    [Fact]
    public void An_implied_directory_replaces_its_whiteout()
    {
        string layer = Unpack(SampleImage.File(".wh.folder", ""), SampleImage.File("folder/new", "x"));
        Assert.Equal("y", Attribute(layer, "folder", "trusted.overlay.opaque"));
        Assert.True(File.Exists(Path.Combine(layer, "folder/new")));
    }

    [Fact]
    public void A_later_entry_takes_the_place_of_an_earlier_one()
    {
        string layer = Unpack(SampleImage.Folder("a/"), SampleImage.File("a/x", "1"), SampleImage.File("a", "now a file"), SampleImage.File("b", "1"), SampleImage.Folder("b/"), SampleImage.File("b/y", "2"), SampleImage.Folder("b/"));
        Assert.Equal("now a file", File.ReadAllText(Path.Combine(layer, "a")));
        Assert.Equal("2", File.ReadAllText(Path.Combine(layer, "b/y")));
    }

    [Fact]
    public void A_link_that_replaced_a_directory_is_followed()
    {
        string layer = Unpack(SampleImage.Folder("t/"), SampleImage.Folder("a/"), SampleImage.File("a/x", "1"), SampleImage.Link("a", "t"), SampleImage.File("a/x", "2"));
        Assert.Equal("2", File.ReadAllText(Path.Combine(layer, "t/x")));
    }

    [Theory]
    [InlineData("../escaped")]
    [InlineData("a/../../escaped")]
    [InlineData("/../escaped")]
    [InlineData("a/..")]
    [InlineData(".wh...")]
    public void A_name_that_leads_out_is_refused(string name) => Refuses(SampleImage.File(name, "x"));

    [Fact]
    public void An_absolute_name_is_one_in_the_layer()
        => Assert.Equal("x", File.ReadAllText(Path.Combine(Unpack(SampleImage.File("/etc/containernet-test", "x")), "etc/containernet-test")));

    [Fact]
    public void A_link_is_followed_with_the_layer_as_root()
    {
        string outside = NewFolder("outside");
        string deep = string.Concat(Enumerable.Repeat("../", 20)) + outside[1..];
        string layer = Unpack(SampleImage.Link("up", deep), SampleImage.Link("out", outside), SampleImage.Folder(outside[1..]), SampleImage.File("out/x", "1"), SampleImage.File("up/y", "2"), SampleImage.File("up/.wh.z", ""), SampleImage.File("up/.wh..wh..opq", ""));
        Assert.Empty(Directory.EnumerateFileSystemEntries(outside));
        Assert.Equal(["x", "y", "z"], Directory.EnumerateFileSystemEntries(layer + outside).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void A_hard_link_without_a_target_in_the_layer_is_refused()
    {
        string outside = NewFolder("outside");
        Refuses(SampleImage.Link("out", outside), SampleImage.File("out/x", "1"));
        Assert.Empty(Directory.EnumerateFileSystemEntries(outside));
    }

    [Fact]
    public void Links_of_proc_do_not_lead_out()
    {
        Refuses(SampleImage.Link("p", "/proc/self/root"), SampleImage.File("p/tmp/x", "1"));
        Refuses(SampleImage.Link("loop", "loop"), SampleImage.File("loop/x", "1"));
    }

    [Fact]
    public void A_hard_link_to_a_file_outside_is_refused()
    {
        string secret = Path.Combine(_folder, "secret");
        File.WriteAllText(secret, "secret");
        Refuses(SampleImage.Link("copy", secret, TarEntryType.HardLink));
        Refuses(SampleImage.Link("copy", $"../{Path.GetFileName(_folder)}/secret", TarEntryType.HardLink));
        Refuses(SampleImage.Link("out", _folder), SampleImage.Link("copy", "out/secret", TarEntryType.HardLink));
    }

    [Fact]
    public void A_file_that_takes_a_links_place_does_not_go_through_it()
    {
        string outside = Path.Combine(_folder, "victim");
        File.WriteAllText(outside, "safe");
        string layer = Unpack(SampleImage.Link("f", outside), SampleImage.File("f", "evil"));
        Assert.Equal("safe", File.ReadAllText(outside));
        Assert.Equal("evil", File.ReadAllText(Path.Combine(layer, "f")));
    }

    [Fact]
    public void Attributes_of_overlayfs_are_no_images_to_give()
    {
        var entry = new PaxTarEntry(TarEntryType.Directory, "d", new Dictionary<string, string> { ["SCHILY.xattr.trusted.overlay.redirect"] = "/etc", ["SCHILY.xattr.user.note"] = "x" });
        string layer = Unpack(entry);
        Assert.Equal("x", Attribute(layer, "d", "user.note"));
        Assert.DoesNotContain("redirect", Tool.Run("getfattr", ["-d", "-m", "-", Path.Combine(layer, "d")]), StringComparison.Ordinal);
    }

    [Fact]
    public void An_archive_that_is_cut_off_anywhere_is_an_error_or_what_came_before()
    {
        byte[] archive = SampleImage.Tar(SampleImage.Folder("d/"), SampleImage.File("d/a", new string('x', 700)), SampleImage.Link("l", "d"));
        for (int length = 0; length < archive.Length; length += 37)
        {
            byte[] part = archive[..length];
            Attempt(part);
        }
    }

    [Fact]
    public void An_archive_with_any_bytes_changed_is_an_error_or_stays_inside()
    {
        var random = new Random(20261121);
        byte[] archive = SampleImage.Tar(SampleImage.Folder("d/"), SampleImage.File("d/a", "x"), SampleImage.Link("l", "d"), SampleImage.Link("h", "d/a", TarEntryType.HardLink), SampleImage.File(new string('p', 150), "y"));
        for (int round = 0; round < 2000; round++)
        {
            byte[] changed = [.. archive];
            for (int i = random.Next(1, 8); i > 0; i--) changed[random.Next(changed.Length)] = (byte)random.Next(256);
            // So that what was changed is looked at.
            if (round % 2 == 0) for (int block = 0; block + 512 <= changed.Length; block += 512) FixChecksum(changed.AsSpan(block, 512));
            Attempt(changed);
        }
        Assert.Equal(["layer"], Directory.EnumerateFileSystemEntries(_folder).Select(Path.GetFileName).Distinct().Select(name => name!.TrimEnd("0123456789".ToCharArray())).Distinct());
    }

    private static void FixChecksum(Span<byte> block)
    {
        if (!block.ContainsAnyExcept((byte)0)) return;
        block.Slice(148, 8).Fill((byte)' ');
        int sum = 0;
        foreach (byte value in block) sum += value;
        Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ").CopyTo(block[148..]);
    }

    private void Attempt(byte[] archive)
    {
        string layer = NewFolder("layer");
        try
        {
            Unpack(new MemoryStream(archive), layer);
        }
        catch (ContainerNetException)
        {
            // Said on purpose.
        }
        DirectoryTree.Remove(layer);
        Directory.CreateDirectory(layer);
    }

    private void Refuses(params TarEntry[] entries)
    {
        string layer = NewFolder("layer");
        Assert.ThrowsAny<ContainerNetException>(() => Unpack(new MemoryStream(SampleImage.Tar(entries)), layer));
        DirectoryTree.Remove(layer);
    }

    private string Unpack(params TarEntry[] entries)
    {
        string layer = NewFolder("layer");
        Unpack(new MemoryStream(SampleImage.Tar(entries)), layer);
        return layer;
    }

    private static void Unpack(Stream stream, string folder)
    {
        using var unpacker = new LayerUnpacker(folder, [], "The layer");
        unpacker.Unpack(new ArchiveReader(stream, "The layer"));
    }

    private static string Attribute(string layer, string name, string attribute)
        => Tool.Run("getfattr", ["--only-values", "-n", attribute, "--absolute-names", Path.Combine(layer, name)]);

    private static string Sh(string script, params string[] arguments) => Tool.Run("sh", ["-ec", script, "sh", .. arguments]);

    private string NewFolder(string name) => Directory.CreateDirectory(Path.Combine(_folder, name)).FullName;
}
