using System.Globalization;

namespace ContainerNet;

/// <summary>One port or several one after the other, 1 to 65535.</summary>
public sealed record PortRange
{
    private const int Highest = ushort.MaxValue;

    /// <summary>Makes a range.</summary>
    /// <param name="first">The first port, at least 1.</param>
    /// <param name="count">How many, at least 1; the last is at most 65535.</param>
    public PortRange(int first, int count = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(first, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Highest + 1 - first);
        First = (ushort)first;
        Count = count;
    }

    /// <summary>The first port.</summary>
    public ushort First { get; }

    /// <summary>How many ports.</summary>
    public int Count { get; }

    /// <summary>The last port; the first when there is only one.</summary>
    public ushort Last => (ushort)(First + Count - 1);

    /// <summary>Whether a port is one of them.</summary>
    public bool Contains(int port) => port >= First && port <= Last;

    /// <summary><c>80</c> or <c>9000-9099</c>.</summary>
    public override string ToString() => Count == 1 ? Text(First) : $"{Text(First)}-{Text(Last)}";

    /// <summary>Reads <c>80</c> and <c>9000-9099</c>.</summary>
    /// <param name="text">Decimal numbers without signs or spaces.</param>
    /// <param name="fault">What is wrong with the text, when the result is null.</param>
    internal static PortRange? Parse(string text, out string? fault)
    {
        string[] ends = text.Split('-', 2);
        fault = ends.FirstOrDefault(end => PortOf(end) is null) is { } bad ? $"'{bad}' is not a port from 1 to {Highest}" : null;
        if (fault is not null) return null;
        int first = PortOf(ends[0])!.Value, last = PortOf(ends[^1])!.Value;
        if (first <= last) return new PortRange(first, last - first + 1);
        fault = $"the range '{text}' ends before it begins";
        return null;
    }

    private static ushort? PortOf(string text)
        => ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ushort port) && port > 0 ? port : null;

    private static string Text(ushort port) => port.ToString(CultureInfo.InvariantCulture);
}
