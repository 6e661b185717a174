using System.Formats.Tar;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using ContainerNet.Containers.Images.Archives;
using ContainerNet.Linux.Syscalls;
using ContainerNet.Tests.Support;
using Xunit;

namespace ContainerNet.Tests.Containers.Images;

/// <summary>What an attacker puts into an image: it is imported or refused at once, and reads nothing of the host.</summary>
public sealed class HostileImageTests : IDisposable
{
    private readonly TestHost _host = new();

    public void Dispose() => _host.Dispose();

    [Fact]
    public void An_extended_header_of_many_records_is_read_at_once()
        => Imports([.. ExtendedHeader('x', string.Concat(Enumerable.Repeat("6 a=b\n", 174_000))), .. SampleImage.Tar(SampleImage.File("x", "1"))]);

    [Fact]
    public void An_extended_header_of_many_attributes_ends_in_an_error()
        => Refuses<SystemCallException>([.. ExtendedHeader('x', string.Concat(Enumerable.Range(0, 29_000).Select(i => $"35 SCHILY.xattr.user.{i:d11}=1\n"))), .. SampleImage.Tar(SampleImage.File("x", "1"))]);

    [Fact]
    public void A_global_header_of_many_records_costs_nothing_for_each_entry()
    {
        string records = string.Concat(Enumerable.Range(0, 70_000).Select(i => string.Create(CultureInfo.InvariantCulture, $"14 k{i:d7}=1\n")));
        Imports([.. ExtendedHeader('g', records), .. SampleImage.Tar([.. Enumerable.Range(0, 3000).Select(i => SampleImage.File($"f{i}", ""))])]);
    }

    [Fact]
    public void A_global_header_changes_no_entry_as_with_Docker()
    {
        ContainerImage image = Import([.. ExtendedHeader('g', "15 path=renamed\n"), .. SampleImage.Tar(SampleImage.File("named", "1"))]);
        Assert.Equal(["named"], Directory.EnumerateFiles(image.LayerFolders[0]).Select(Path.GetFileName));
    }

    [Fact]
    public void A_header_is_refused_that_is_larger_than_its_bound()
        => Refuses<ContainerNetException>([.. ExtendedHeader('x', new string('x', ImageLimits.Header + 1)), .. SampleImage.Tar(SampleImage.File("x", "1"))]);

    [Fact]
    public void A_name_is_refused_that_is_longer_than_a_path_may_be()
        => Refuses<ContainerNetException>(SampleImage.Tar(SampleImage.File(string.Concat(Enumerable.Repeat("d/", 2100)), "x")));

    [Fact]
    public void A_path_is_refused_that_has_too_many_parts()
    {
        Refuses<ContainerNetException>(SampleImage.Tar(SampleImage.File(string.Concat(Enumerable.Repeat("d/", ImageLimits.Depth)) + "f", "x")));
        Imports(SampleImage.Tar(SampleImage.File(string.Concat(Enumerable.Repeat("d/", ImageLimits.Depth - 1)) + "f", "x")));
    }

    [Fact]
    public void Many_deep_directories_are_made_in_time_that_grows_with_their_number()
        => Imports(SampleImage.Tar([.. Enumerable.Range(0, 20).Select(i => SampleImage.File($"{i}/" + string.Concat(Enumerable.Repeat("d/", 400)) + "f", "x"))]));

    [Fact]
    public void An_image_has_at_most_as_many_layers_as_with_Docker()
    {
        SampleImage sample = new();
        for (int i = 0; i < 128; i++) sample.Add(SampleImage.Tar(SampleImage.File("f", "x")));
        string layout = sample.WriteLayout(InFolder("layout"));
        Limited.Run(() => Assert.Contains("128 layers", Assert.Throws<ContainerNetException>(() => _host.Net.Images.Import(layout)).Message, StringComparison.Ordinal));
    }

    [Fact]
    public void An_archive_has_at_most_a_thousand_images()
    {
        JsonNode[] images = [.. Enumerable.Range(0, 1001).Select(i => (JsonNode)new JsonObject { ["Config"] = "c.json", ["Layers"] = new JsonArray() })];
        string path = InFolder("image.tar");
        File.WriteAllBytes(path, SampleImage.Tar(SampleImage.File("manifest.json", new JsonArray(images).ToJsonString()), SampleImage.File("c.json", "{}")));
        Limited.Run(() => Assert.Contains("1000 images", Assert.Throws<ContainerNetException>(() => _host.Net.Images.Import(path)).Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("mknod \"$1\" c 1 5")]
    [InlineData("mkfifo \"$1\"")]
    [InlineData("ln -s /dev/zero \"$1\"")]
    public void A_blob_that_is_not_a_regular_file_is_refused(string make)
    {
        string layout = SampleImage.Small().WriteLayout(InFolder("layout"));
        foreach (string blob in Directory.GetFiles(Path.Combine(layout, "blobs/sha256")))
        {
            string kept = InFolder("kept");
            File.Move(blob, kept);
            Tool.Run("sh", ["-c", make, "sh", blob]);
            Limited.Run(() => Assert.Equal("FileNotRegular", Assert.ThrowsAny<ContainerNetException>(() => _host.Net.Images.Import(layout)).ErrorId));
            File.Delete(blob);
            File.Move(kept, blob);
        }
        Assert.Empty(_host.Net.Images.List());
    }

    [Fact]
    public void A_device_is_no_archive()
        => Limited.Run(() => Assert.Equal("FileNotRegular", Assert.ThrowsAny<ContainerNetException>(() => _host.Net.Images.Import("/dev/zero")).ErrorId));

    [Theory]
    [InlineData("../secret.json")]
    [InlineData("SECRET")]
    public void A_name_in_a_layouts_documents_does_not_lead_out_of_its_directory(string name)
    {
        string folder = Directory.CreateDirectory(InFolder("saved")).FullName;
        string secret = InFolder("secret.json");
        File.WriteAllText(secret, Encoding.UTF8.GetString(new SampleImage().Configuration));
        var image = new JsonObject { ["Config"] = name == "SECRET" ? secret : name, ["Layers"] = new JsonArray() };
        File.WriteAllText(Path.Combine(folder, "manifest.json"), new JsonArray(image).ToJsonString());
        Assert.Contains("is missing", Assert.Throws<ContainerNetException>(() => _host.Net.Images.Import(folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stream_has_at_most_as_many_bytes_as_it_may_and_ends_when_it_is_cancelled()
    {
        using var cancellation = new CancellationTokenSource();
        using var stream = new BoundedStream(new MemoryStream(new byte[10]), 8, "The layer", cancellation.Token);
        Assert.Equal(8, stream.Read(new byte[8]));
        Assert.Equal("ImageTooLarge", Assert.Throws<ContainerNetException>(() => stream.Read(new byte[8])).ErrorId);
        cancellation.Cancel();
        Assert.Throws<OperationCanceledException>(() => stream.Read(new byte[8]));
    }

    private void Imports(byte[] layer) => Limited.Run(() => Import(layer));

    private void Refuses<T>(byte[] layer) where T : ContainerNetException
    {
        Limited.Run(() => Assert.ThrowsAny<T>(() => Import(layer)));
        Assert.Empty(_host.Net.Images.List());
    }

    private ContainerImage Import(byte[] layer)
    {
        string layout = InFolder(Guid.NewGuid().ToString("n"));
        return _host.Net.Images.Resolve(new SampleImage { Compression = "gzip" }.Add(layer).WriteLayout(layout));
    }

    /// <summary>A header of tar(5) of a type flag, and its data.</summary>
    private static byte[] ExtendedHeader(char flag, string records)
    {
        byte[] data = Encoding.ASCII.GetBytes(records);
        byte[] header = new byte[512 + (data.Length + 511) / 512 * 512];
        void Put(int offset, string text) => Encoding.ASCII.GetBytes(text).CopyTo(header, offset);
        Put(0, "header");
        Put(100, "0000644\0");
        Put(108, "0000000\0");
        Put(116, "0000000\0");
        Put(124, Convert.ToString(data.Length, 8).PadLeft(11, '0'));
        Put(136, "00000000000\0");
        Put(156, flag.ToString());
        Put(257, "ustar\0" + "00");
        Put(148, "        ");
        Put(148, Convert.ToString(header.Take(512).Sum(value => value), 8).PadLeft(6, '0') + "\0 ");
        data.CopyTo(header, 512);
        return header;
    }

    private string InFolder(string name) => Path.Combine(_host.Folder, name);
}
