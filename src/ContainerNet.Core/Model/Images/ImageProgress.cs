using System.Globalization;

namespace ContainerNet;

/// <summary>How far the pull or the import of an image is.</summary>
public sealed record ImageProgress
{
    /// <summary>The image's reference, or its id where it has none.</summary>
    public required string Image { get; init; }

    /// <summary>What is done at the moment: <c>pulling</c>, <c>unpacking layer 2 of 3</c>.</summary>
    public required string Activity { get; init; }

    /// <summary>How many bytes have arrived so far: of the image that is pulled, or of the layer that is unpacked as it is packed.</summary>
    public long Bytes { get; init; }

    /// <summary>How many bytes there are; null when unknown.</summary>
    public long? TotalBytes { get; init; }

    /// <summary>How much is done, 0 to 100; null when unknown.</summary>
    public int? Percent { get; init; }

    /// <summary>The image and what is done: <c>web:1: unpacking layer 2 of 3</c>.</summary>
    public override string ToString() => $"{Image}: {Activity}";

    /// <summary>The bytes in words: <c>3.1 MB of 12.0 MB</c>.</summary>
    public string BytesText() => TotalBytes is { } total ? $"{Megabytes(Bytes)} of {Megabytes(total)}" : Megabytes(Bytes);

    private static string Megabytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:N1} MB");
}
