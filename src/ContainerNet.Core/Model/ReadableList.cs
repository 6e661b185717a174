using System.Collections.ObjectModel;

namespace ContainerNet;

/// <summary>A list that reads as its items with commas between them, as a person would write it: in a CSV file, or in a message.</summary>
/// <typeparam name="T">What it is a list of.</typeparam>
internal sealed class ReadableList<T>(IList<T> items) : ReadOnlyCollection<T>(items)
{
    /// <summary>A list of nothing.</summary>
    public static new ReadableList<T> Empty { get; } = new([]);

    public override string ToString() => string.Join(", ", this);
}

/// <summary>A dictionary that reads as its pairs, <c>name=value</c>, with commas between them.</summary>
/// <typeparam name="TKey">The names' type.</typeparam>
/// <typeparam name="TValue">The values' type.</typeparam>
internal sealed class ReadableDictionary<TKey, TValue>(IDictionary<TKey, TValue> pairs) : ReadOnlyDictionary<TKey, TValue>(pairs)
    where TKey : notnull
{
    /// <summary>A dictionary of nothing.</summary>
    public static new ReadableDictionary<TKey, TValue> Empty { get; } = new(new Dictionary<TKey, TValue>());

    public override string ToString() => string.Join(", ", this.Select(pair => $"{pair.Key}={pair.Value}"));
}

/// <summary>Makes lists and dictionaries of the objects that users meet readable.</summary>
internal static class Readable
{
    /// <summary>The same items, readable. Most are none, which costs nothing.</summary>
    public static IReadOnlyList<T> List<T>(IReadOnlyList<T> items)
        => items.Count == 0 ? ReadableList<T>.Empty : items as ReadableList<T> ?? new ReadableList<T>(items as IList<T> ?? [.. items]);

    /// <summary>The same pairs, readable.</summary>
    public static IReadOnlyDictionary<TKey, TValue> Pairs<TKey, TValue>(IReadOnlyDictionary<TKey, TValue> pairs)
        where TKey : notnull
        => pairs.Count == 0 ? ReadableDictionary<TKey, TValue>.Empty : pairs as ReadableDictionary<TKey, TValue> ?? new ReadableDictionary<TKey, TValue>(pairs as IDictionary<TKey, TValue> ?? pairs.ToDictionary());
}
