namespace ContainerNet;

/// <summary>How to ping.</summary>
public sealed record PingOptions
{
    /// <summary>The most bytes that an echo request carries after its header: an IPv4 packet of 65,535 bytes less 20 and 8 of headers.</summary>
    public const int MaxPayloadSize = 65_507;

    /// <summary>How many requests; each is sent when the one before it has ended.</summary>
    public int Count { get; init; } = 1;

    /// <summary>Bytes after the ICMP header, 0 to <see cref="MaxPayloadSize"/>.</summary>
    public int PayloadSize { get; init; } = 56;

    /// <summary>How many routers may pass it on, 1 to 255; the system's default when null.</summary>
    public int? TimeToLive { get; init; }

    /// <summary>How long to wait for each reply. The kernel takes three seconds to find that a neighbour does not answer.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    internal void Check()
    {
        if (Count < 1) throw ContainerNetException.Invalid("InvalidPingCount", Count, $"{Count} is not a number of echo requests. The number is 1 or more.");
        if (PayloadSize is < 0 or > MaxPayloadSize)
            throw ContainerNetException.Invalid("InvalidPayloadSize", PayloadSize, $"A payload of {PayloadSize} bytes is out of range. A payload has 0 to {MaxPayloadSize} bytes.");
        if (TimeToLive is < 1 or > 255)
            throw ContainerNetException.Invalid("InvalidTimeToLive", TimeToLive, $"A time to live of {TimeToLive} is out of range. The range is 1 to 255.");
        ConnectionTimeout.Check(Timeout);
    }
}

/// <summary>The rule for timeouts of a test.</summary>
internal static class ConnectionTimeout
{
    public static void Check(TimeSpan timeout)
    {
        if (timeout > TimeSpan.Zero && timeout.TotalMilliseconds <= int.MaxValue) return;
        throw ContainerNetException.Invalid("InvalidTimeout", timeout, $"A timeout of {timeout} is out of range. A timeout is greater than zero and at most {int.MaxValue} milliseconds.");
    }
}
