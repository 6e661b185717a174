namespace ContainerNet.Benchmarks;

/// <summary>Somebody who does the work.</summary>
/// <param name="Name">Who, and how.</param>
/// <param name="Round">Does it once, cleans up behind itself, and answers how long the work took without the cleaning up.</param>
/// <param name="Aim">The largest ratio of our median to this one's that is wanted; null where none is.</param>
internal sealed record Contestant(string Name, Func<TimeSpan> Round, double? Aim = null);

/// <summary>One kind of work and those who do it. Setting up is the constructor's.</summary>
internal abstract class Benchmark
{
    /// <summary>The work, as the table names it.</summary>
    public abstract string Work { get; }

    /// <summary>Ours.</summary>
    public abstract Contestant Ours { get; }

    /// <summary>Those it is compared with.</summary>
    public virtual IReadOnlyList<Contestant> Others => [];

    /// <summary>The longest median that is wanted of ours; null where it is a ratio that counts, or nothing is.</summary>
    public virtual TimeSpan? Limit => null;

    /// <summary>How many rounds count, and how many go before them: the JIT compiles a method anew after thirty calls.</summary>
    public virtual (int WarmUp, int Counted) Rounds(bool quick) => quick ? (40, 20) : (60, 60);

    /// <summary>A rest before each round, where the kernel goes on clearing away what the last one left.</summary>
    public virtual TimeSpan Rest => TimeSpan.Zero;

    /// <summary>Undoes what the constructor set up.</summary>
    public virtual void TearDown() { }
}
