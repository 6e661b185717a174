using System.Text.Json;

namespace ContainerNet.State;

/// <summary>A line of a <see cref="ChangeLog{TTable, TChange}"/>.</summary>
internal interface IChange
{
    /// <summary>Throws where JSON that is well formed means nothing.</summary>
    /// <exception cref="JsonException">What is missing, or wrong.</exception>
    void Check();
}

/// <summary>What all lines of a <see cref="ChangeLog{TTable, TChange}"/> have come to.</summary>
internal interface IChangeTable<TChange> where TChange : IChange
{
    /// <summary>How many changes would make the same of an empty table.</summary>
    int Count { get; }

    /// <summary>The changes that make the same of an empty table.</summary>
    IEnumerable<TChange> ToChanges();

    /// <summary>Makes a change.</summary>
    void Apply(TChange change);
}
