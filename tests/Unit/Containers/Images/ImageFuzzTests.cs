using ContainerNet.Tests.Support;
using Xunit;

namespace ContainerNet.Tests.Containers.Images;

/// <summary>Whatever stands in an image's documents, it is an image or an error that says so.</summary>
public sealed class ImageFuzzTests : IDisposable
{
    private static readonly string[] Words = ["null", "[]", "{}", "[null]", "1e999", "\"\"", "\"sha256:\"", "\"sha256:../../../../etc/passwd\"", "true", "-1", "\"\\u0000\""];

    private readonly TestHost _host = new();
    private readonly Random _random = new(20261121);

    public void Dispose() => _host.Dispose();

    [Theory]
    [InlineData("index.json")]
    [InlineData("manifest")]
    [InlineData("config")]
    public void Of_a_layout(string document)
    {
        string folder = Path.Combine(_host.Folder, "layout");
        for (int round = 0; round < 150; round++)
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
            SampleImage sample = SampleImage.Small();
            System.Text.Json.Nodes.JsonObject manifest = sample.WriteManifest(folder);
            string blobs = Path.Combine(folder, "blobs/sha256");
            byte[] index = SampleImage.Index(manifest);
            // A blob's name follows its content, so those that lead to it change with it.
            if (document != "index.json")
            {
                string manifestPath = Path.Combine(blobs, manifest["digest"]!.ToString()[7..]);
                string text = File.ReadAllText(manifestPath);
                if (document == "config")
                {
                    System.Text.Json.Nodes.JsonObject config = SampleImage.WriteBlob(folder, Changed(sample.Configuration));
                    text = text.Replace(sample.Id, config["digest"]!.ToString(), StringComparison.Ordinal);
                }
                byte[] content = System.Text.Encoding.UTF8.GetBytes(text);
                index = SampleImage.Index(SampleImage.WriteBlob(folder, document == "manifest" ? Changed(content) : content));
            }
            else
            {
                index = Changed(index);
            }
            File.WriteAllText(Path.Combine(folder, "oci-layout"), "{}");
            File.WriteAllBytes(Path.Combine(folder, "index.json"), index);
            Attempt(folder);
        }
    }

    [Fact]
    public void Of_an_archive()
    {
        using var stream = new MemoryStream();
        SampleImage.Small().WriteDockerArchive(stream, "demo:1");
        byte[] archive = stream.ToArray();
        string path = Path.Combine(_host.Folder, "image.tar");
        for (int round = 0; round < 300; round++)
        {
            byte[] changed = [.. archive];
            for (int i = _random.Next(1, 20); i > 0; i--) changed[_random.Next(changed.Length)] = (byte)_random.Next(256);
            File.WriteAllBytes(path, round % 5 == 0 ? changed[.._random.Next(changed.Length)] : changed);
            Attempt(path);
        }
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("zstd")]
    public void Of_a_compressed_archive(string compression)
    {
        using var stream = new MemoryStream();
        SampleImage.Small().WriteDockerArchive(stream, "demo:1");
        byte[] archive = SampleImage.Compress(stream.ToArray(), compression);
        string path = Path.Combine(_host.Folder, "image.tar");
        for (int round = 0; round < 300; round++)
        {
            byte[] changed = [.. archive];
            changed[_random.Next(changed.Length)] ^= (byte)_random.Next(1, 256);
            File.WriteAllBytes(path, round % 3 == 0 ? changed[.._random.Next(changed.Length)] : changed);
            Attempt(path);
        }
    }

    private void Attempt(string path)
    {
        try
        {
            Assert.NotEmpty(_host.Net.Images.Import(path)[0].LayerFolders);
        }
        catch (ContainerNetException e)
        {
            Assert.NotEqual("", e.Message);
        }
        Assert.All(_host.Net.Images.List(), image => Assert.All(image.LayerFolders, layer => Assert.True(Directory.Exists(layer))));
    }

    // A value by another one, or a few bytes by others.
    private byte[] Changed(byte[] document)
    {
        if (_random.Next(3) == 0)
        {
            byte[] bytes = [.. document];
            for (int i = _random.Next(1, 4); i > 0; i--) bytes[_random.Next(bytes.Length)] = (byte)_random.Next(256);
            return bytes;
        }
        string text = System.Text.Encoding.UTF8.GetString(document);
        int[] colons = [.. text.Select((c, i) => (c, i)).Where(pair => pair.c == ':').Select(pair => pair.i)];
        int start = colons[_random.Next(colons.Length)] + 1;
        int end = text.IndexOfAny([',', '}', ']'], start);
        return System.Text.Encoding.UTF8.GetBytes(text[..start] + Words[_random.Next(Words.Length)] + text[(end < 0 ? text.Length : end)..]);
    }
}
