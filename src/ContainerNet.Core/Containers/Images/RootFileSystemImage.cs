using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using ContainerNet.Containers.Images.Archives;

namespace ContainerNet.Containers.Images;

/// <summary>Describes an image of one layer, which is the root file system in a tar archive.</summary>
internal static class RootFileSystemImage
{
    /// <summary>Reads the archive once, for its digest, and describes the image.</summary>
    /// <param name="path">The archive.</param>
    /// <param name="changes">Instructions of a Dockerfile.</param>
    /// <param name="cancellation">Ends it.</param>
    public static FoundImage Of(string path, IReadOnlyList<string> changes, CancellationToken cancellation)
    {
        var config = new JsonObject();
        ImageInstructions.Apply(config, changes);
        ImageDigest layer = DigestOf(path, cancellation);
        string now = DateTimeOffset.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);
        var document = new JsonObject
        {
            ["created"] = now,
            ["architecture"] = OciLayout.Architecture,
            ["os"] = "linux",
            ["config"] = config,
            ["rootfs"] = new JsonObject { ["type"] = "layers", ["diff_ids"] = new JsonArray(layer.ToString()) },
            ["history"] = new JsonArray(new JsonObject { ["created"] = now, ["comment"] = $"Imported from {Path.GetFileName(path)}" }),
        };
        byte[] written = Encoding.UTF8.GetBytes(document.ToJsonString());
        return new FoundImage { Id = ImageDigest.Of(written), Configuration = written, Layers = [new FoundLayer(layer, BlobDigest: null, path, () => Open(path))] };
    }

    private static ImageDigest DigestOf(string path, CancellationToken cancellation)
    {
        try
        {
            using var content = new HashingStream(new BoundedStream(Decompression.Open(Open(path), path), ImageLimits.Decompressed, path, cancellation));
            // A file that is no archive is an error before its content is looked at.
            var archive = new ArchiveReader(content, path);
            if (archive.Next() is null) throw ImageDocumentReader.Bad(path, "it is an empty archive");
            return content.Finish();
        }
        catch (InvalidDataException e)
        {
            throw ImageDocumentReader.Bad(path, e.Message.TrimEnd('.'));
        }
    }

    private static FileStream Open(string path)
        => Linux.Files.RegularFile.TryOpen(path)?.ToStream() ?? throw ContainerNetException.NotFound("ImageNotFound", path, $"There is no archive at {path}: the file does not exist.");
}
