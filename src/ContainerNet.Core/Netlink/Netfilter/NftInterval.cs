namespace ContainerNet.Netlink.Netfilter;

/// <summary>
/// The ranges of a set of plain intervals, one with a key that is no concatenation. The kernel has each as two elements: its
/// first key, and the first key behind it with <see cref="NftElementFlags.IntervalEnd"/>, which is left out where the range
/// goes up to the highest (net/netfilter/nft_set_rbtree.c). Here it is one, with a <see cref="NftElement.KeyEnd"/>.
/// </summary>
internal static class NftInterval
{
    private static readonly Comparer<NftValue> _inOrder = Comparer<NftValue>.Create((a, b) => a.Span.SequenceCompareTo(b.Span));

    /// <summary>The elements that the kernel has for a range.</summary>
    public static NftElement[] Split(NftElement range)
    {
        if (IsCatchAll(range)) return [range];
        NftElement first = range with { KeyEnd = null };
        return Successor(range.KeyEnd ?? range.Key) is { } end ? [first, new NftElement(end) { Flags = NftElementFlags.IntervalEnd }] : [first];
    }

    /// <summary>The ranges that the kernel's elements are, in their order; what stands for all other keys is last.</summary>
    public static List<NftElement> Join(IReadOnlyList<NftElement> elements)
    {
        // Where one range ends the next may begin: it is the same key then, and the end comes before.
        NftElement[] bounds = [.. elements.Where(e => !IsCatchAll(e)).OrderBy(e => e.Key, _inOrder).ThenByDescending(e => e.Flags)];
        var ranges = new List<NftElement>();
        for (int i = 0; i < bounds.Length; i++)
        {
            if (bounds[i].Flags.HasFlag(NftElementFlags.IntervalEnd)) continue;
            ranges.Add(bounds[i] with { KeyEnd = i + 1 < bounds.Length ? Predecessor(bounds[i + 1].Key) : Highest(bounds[i].Key.Length) });
        }
        return [.. ranges, .. elements.Where(IsCatchAll)];
    }

    private static bool IsCatchAll(NftElement element) => element.Flags.HasFlag(NftElementFlags.CatchAll);

    private static NftValue? Successor(NftValue value)
    {
        byte[] bytes = value.Span.ToArray();
        for (int i = bytes.Length - 1; i >= 0; i--)
        {
            if (++bytes[i] != 0) return new NftValue(bytes);
        }
        return null;
    }

    private static NftValue Predecessor(NftValue value)
    {
        byte[] bytes = value.Span.ToArray();
        for (int i = bytes.Length - 1; i >= 0; i--)
        {
            if (bytes[i]-- != 0) break;
        }
        return new NftValue(bytes);
    }

    private static NftValue Highest(int length)
    {
        byte[] bytes = new byte[length];
        Array.Fill(bytes, byte.MaxValue);
        return new NftValue(bytes);
    }
}
