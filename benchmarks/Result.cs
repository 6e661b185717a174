namespace ContainerNet.Benchmarks;

/// <summary>What came of a benchmark.</summary>
internal sealed record Result(string Work, TimeSpan? Limit, Samples Ours, IReadOnlyList<Comparison> Comparisons)
{
    /// <summary>How much of the limit our median takes; null where there is none.</summary>
    public double? OfLimit => Limit is { } limit ? Ours.Median / limit.TotalMilliseconds : null;

    /// <summary>Our median by another's.</summary>
    public double Ratio(Comparison other) => Ours.Median / other.Samples.Median;
}

/// <summary>What somebody else took for the same work, in the same rounds.</summary>
internal sealed record Comparison(string Name, double? Aim, Samples Samples);
