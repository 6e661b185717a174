namespace ContainerNet.Benchmarks;

/// <summary>Somebody who does the work.</summary>
/// <param name="Name">Who, and how.</param>
/// <param name="Prepare">Gets ready, and answers with a round: that does the work once, cleans up behind itself, and answers what was measured without the cleaning up.</param>
/// <param name="Aim">The bound that is wanted of our median by this one's: the largest, or where more is better the smallest; null where none is.</param>
internal sealed record Contestant(string Name, Func<Func<double>> Prepare, double? Aim = null)
{
    /// <summary>One that has nothing to get ready.</summary>
    public Contestant(string name, Func<double> round, double? aim = null) : this(name, () => round, aim) { }

    /// <summary>Whether no JIT compiles it, so that it is warm after a few rounds.</summary>
    public bool IsNative { get; init; }

    /// <summary>How many of the rounds that go before those that count it plays; one that plays seldom warms up once.</summary>
    public int WarmUp => Every > 1 ? Every : IsNative ? 5 : int.MaxValue;

    /// <summary>In every which round it plays: what takes a hundred times as long need not be played as often.</summary>
    public int Every { get; init; } = 1;
}

/// <summary>A program that is not installed, or cannot do the work on this machine; the table says which and why.</summary>
internal sealed class MissingException(string reason, Exception? cause = null) : Exception(reason, cause);
