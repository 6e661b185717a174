namespace ContainerNet.Benchmarks;

/// <summary>What came of a row.</summary>
/// <param name="Row">The row's name.</param>
/// <param name="Work">The work.</param>
/// <param name="Unit">What was measured.</param>
/// <param name="Limit">The most that is wanted of our median.</param>
/// <param name="Ours">Ours.</param>
/// <param name="Others">Those it is compared with.</param>
internal sealed record Result(string Row, string Work, Unit Unit, double? Limit, Measurement Ours, IReadOnlyList<Measurement> Others)
{
    /// <summary>Our median by another's; null where one of them was not measured.</summary>
    public double? Ratio(Measurement other) => Ours.Samples?.Median / other.Samples?.Median;

    /// <summary>Whether our median is within the limit; null where there is none, or nothing to hold against it.</summary>
    public bool? MeetsLimit => Limit is { } limit && Ours.Samples is { } samples ? samples.Median <= limit : null;

    /// <summary>Whether the ratio is what is wanted; null where nothing is, or one of them was not measured.</summary>
    public bool? MeetsAim(Measurement other)
        => other.Aim is { } aim && Ratio(other) is { } ratio ? (Unit.MoreIsBetter ? ratio >= aim : ratio <= aim) : null;
}

/// <summary>What one contestant took.</summary>
/// <param name="Name">Who.</param>
/// <param name="Aim">The bound that is wanted of our median by this one's.</param>
/// <param name="Samples">What was measured; null where nothing could be.</param>
/// <param name="Reason">Why not.</param>
internal sealed record Measurement(string Name, double? Aim, Samples? Samples, string? Reason = null);
