namespace ContainerNet.Benchmarks;

/// <summary>What was measured, in the unit of its row.</summary>
internal sealed class Samples
{
    private readonly double[] _sorted;

    public Samples(IEnumerable<double> measured) => _sorted = [.. measured.Order()];

    public int Count => _sorted.Length;

    public double Minimum => _sorted[0];

    public double Median => (_sorted[(Count - 1) / 2] + _sorted[Count / 2]) / 2;

    public double Maximum => _sorted[^1];
}
