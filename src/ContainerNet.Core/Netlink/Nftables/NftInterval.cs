using ContainerNet.Netlink.Nftables.Values;

namespace ContainerNet.Netlink.Nftables;

/// <summary>
/// The ranges of a set of plain intervals, one with a key that is no concatenation. The kernel has each as two elements: its
/// first key, and the first key after it with <see cref="NftElementFlags.IntervalEnd"/>, which is left out where the range
/// goes up to the highest (net/netfilter/nft_set_rbtree.c). Here it is one, with a <see cref="NftElement.KeyEnd"/>.
/// </summary>
internal static class NftInterval
{
    private static readonly Comparer<NftValue> _inOrder = Comparer<NftValue>.Create((a, b) => a.Span.SequenceCompareTo(b.Span));

    /// <summary>The elements that the kernel has for ranges.</summary>
    public static NftElement[] Split(ReadOnlySpan<NftElement> ranges)
    {
        var elements = new List<NftElement>(2 * ranges.Length);
        foreach (NftElement range in ranges)
        {
            elements.Add(range with { KeyEnd = null });
            if (!range.IsCatchAll && Successor(range.KeyEnd ?? range.Key) is { } end) elements.Add(new NftElement(end) { Flags = NftElementFlags.IntervalEnd });
        }
        return [.. elements];
    }

    /// <summary>The ranges that the kernel's elements are, in their order; what stands for all other keys is last.</summary>
    public static List<NftElement> Join(IReadOnlyList<NftElement> elements)
    {
        // Where one range ends the next may begin: both have the same key then, and the end precedes the start.
        NftElement[] bounds = [.. elements.Where(e => !e.IsCatchAll).OrderBy(e => e.Key, _inOrder).ThenByDescending(e => e.Flags)];
        var ranges = new List<NftElement>();
        for (int i = 0; i < bounds.Length; i++)
        {
            if (bounds[i].Flags.HasFlag(NftElementFlags.IntervalEnd)) continue;
            ranges.Add(bounds[i] with { KeyEnd = i + 1 < bounds.Length ? Predecessor(bounds[i + 1].Key) : Highest(bounds[i].Key.Length) });
        }
        return [.. ranges, .. elements.Where(e => e.IsCatchAll)];
    }

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
