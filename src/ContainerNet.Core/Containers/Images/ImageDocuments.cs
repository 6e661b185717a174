using System.Text.Json;
using System.Text.Json.Serialization;

namespace ContainerNet.Containers.Images;

/// <summary>Points to content (OCI image-spec, descriptor.md). Everything in documents from outside may be missing.</summary>
internal sealed record OciDescriptor(string? MediaType, string? Digest, OciPlatform? Platform, Dictionary<string, string?>? Annotations);

/// <summary>What an image is for.</summary>
internal sealed record OciPlatform(string? Architecture, string? Os);

/// <summary>An index (image-index.md) or a manifest (manifest.md): which one, its members tell.</summary>
internal sealed record OciManifest(List<OciDescriptor?>? Manifests, OciDescriptor? Config, List<OciDescriptor?>? Layers);

/// <summary>One image of manifest.json in what <c>docker save</c> writes.</summary>
internal sealed record DockerArchiveImage(string? Config, List<string?>? RepoTags, List<string?>? Layers);

/// <summary>An image's configuration (config.md).</summary>
internal sealed record OciImageDocument(string? Created, string? Architecture, string? Os, OciContainerConfig? Config, OciRootFileSystem? RootFs);

/// <summary>The layers, by the digests of what they are unpacked from.</summary>
internal sealed record OciRootFileSystem([property: JsonPropertyName("diff_ids")] List<string?>? DiffIds);

/// <summary>What is to be run.</summary>
internal sealed record OciContainerConfig(
    string? User,
    List<string?>? Env,
    List<string?>? Entrypoint,
    List<string?>? Cmd,
    string? WorkingDir,
    string? StopSignal,
    Dictionary<string, JsonElement>? ExposedPorts,
    Dictionary<string, JsonElement>? Volumes,
    Dictionary<string, string?>? Labels);

/// <summary>images.json: what is in the store.</summary>
internal sealed record ImageFile(IReadOnlyList<ImageRecord> Images, IReadOnlyList<LayerRecord> Layers)
{
    public ImageFile() : this([], []) { }
}

/// <summary>An image.</summary>
/// <param name="Id">The digest of its configuration.</param>
/// <param name="References">Its references in full.</param>
internal sealed record ImageRecord(string Id, IReadOnlyList<string> References);

/// <summary>A layer that is unpacked.</summary>
/// <param name="ChainId">What tells it together with all below it.</param>
/// <param name="Size">How many bytes its files have.</param>
internal sealed record LayerRecord(string ChainId, long Size);

// Go, which everybody else reads these with, does not mind the case of letters.
[JsonSourceGenerationOptions(PropertyNameCaseInsensitive = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(OciManifest))]
[JsonSerializable(typeof(OciImageDocument))]
[JsonSerializable(typeof(List<DockerArchiveImage>))]
[JsonSerializable(typeof(ImageFile))]
[JsonSerializable(typeof(List<string>))]
internal sealed partial class ImageJson : JsonSerializerContext;
