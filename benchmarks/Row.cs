namespace ContainerNet.Benchmarks;

/// <summary>One kind of work, ours and those it is compared with. Rows are in Rows/, and <see cref="Catalogue"/> lists them.</summary>
internal abstract class Row
{
    /// <summary>What <c>--only</c> calls it.</summary>
    public string Name => GetType().Name;

    /// <summary>The work, as the table names it.</summary>
    public abstract string Work { get; }

    /// <summary>What is measured.</summary>
    public virtual Unit Unit => Unit.Milliseconds;

    /// <summary>Ours.</summary>
    public abstract Contestant Ours { get; }

    /// <summary>Those it is compared with.</summary>
    public virtual IReadOnlyList<Contestant> Others => [];

    /// <summary>The most that is wanted of our median; null where it is a ratio that counts, or nothing is.</summary>
    public virtual double? Limit => null;

    /// <summary>
    /// How many rounds count, and how many go before them: the JIT compiles a method again after thirty calls, to watch it, and for
    /// good after thirty more.
    /// </summary>
    public virtual (int WarmUp, int Counted) Rounds(bool quick) => quick ? (100, 20) : (100, 60);

    /// <summary>A rest before each round, where the kernel goes on clearing away what the last one left.</summary>
    public virtual TimeSpan Rest => TimeSpan.Zero;

    /// <summary>Makes what all contestants need.</summary>
    /// <exception cref="MissingException">Something is not there that the row cannot do without.</exception>
    public virtual void SetUp() { }

    /// <summary>Undoes what was made, however far that came.</summary>
    public virtual void TearDown() { }
}
