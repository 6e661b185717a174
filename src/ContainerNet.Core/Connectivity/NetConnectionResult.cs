using System.Net;
using System.Net.NetworkInformation;

namespace ContainerNet;

/// <summary>How a test of a connection ended.</summary>
public enum ConnectionOutcome
{
    /// <summary>An answer came.</summary>
    Succeeded,
    /// <summary>No answer came in time.</summary>
    TimedOut,
    /// <summary>The host answered that nothing listens there (a TCP reset, or ICMP port unreachable).</summary>
    Refused,
    /// <summary>The network is there and the host is not (EHOSTUNREACH).</summary>
    HostUnreachable,
    /// <summary>There is no way to the network: no route, a blackhole, or an interface that is down (ENETUNREACH).</summary>
    NetworkUnreachable,
    /// <summary>A firewall or a prohibit route forbids it (EPERM, EACCES).</summary>
    Prohibited,
    /// <summary>The packet passed as many routers as its time to live let it.</summary>
    TimeToLiveExceeded,
    /// <summary>The packet is larger than the path takes, and may not be cut (EMSGSIZE).</summary>
    PacketTooBig,
    /// <summary>The name has no address.</summary>
    NameNotResolved,
    /// <summary>None of the others; <see cref="NetConnectionResult.Error"/> says what.</summary>
    Failed,
}

/// <summary>What came of one echo request. Property names are those of <see cref="PingReply"/>.</summary>
/// <param name="Address">Who answered: the target, or the router that refused; null when nobody did.</param>
/// <param name="RoundtripTime">From sending to receiving; zero when nothing was received.</param>
/// <param name="TimeToLive">The reply's time to live, or hop limit, as it arrived; 0 when nothing was received.</param>
/// <param name="Status">How it ended.</param>
public sealed record PingReplyDetails(IPAddress? Address, TimeSpan RoundtripTime, int TimeToLive, IPStatus Status);

/// <summary>
/// What a test of a connection found, with the property names of Windows' Test-NetConnection. A target that is not
/// reached is a result like any other, not an error.
/// </summary>
public sealed record NetConnectionResult
{
    /// <summary>The target as it was asked for: a name or an address.</summary>
    public required string ComputerName { get; init; }

    /// <summary>The namespace that the test was made in; empty for the host's own.</summary>
    public required NamespaceReference Namespace { get; init; }

    /// <summary>The target's address; null when its name has none.</summary>
    public IPAddress? RemoteAddress { get; init; }

    /// <summary>The TCP port; null for a ping.</summary>
    public int? RemotePort { get; init; }

    /// <summary>The interface that the kernel sends over; empty when there is no route.</summary>
    public string InterfaceAlias { get; init; } = "";

    /// <summary>The address that the kernel sends from; null when there is no route.</summary>
    public IPAddress? SourceAddress { get; init; }

    /// <summary>Whether an echo reply came.</summary>
    public bool PingSucceeded => RemotePort is null && Outcome == ConnectionOutcome.Succeeded;

    /// <summary>The fastest reply, or what came of the last request where none was answered; null for a TCP test.</summary>
    public PingReplyDetails? PingReplyDetails { get; init; }

    /// <summary>What came of each request, in their order; empty for a TCP test.</summary>
    public IReadOnlyList<PingReplyDetails> PingReplies { get; init; } = [];

    /// <summary>Whether the port took a connection.</summary>
    public bool TcpTestSucceeded => RemotePort is not null && Outcome == ConnectionOutcome.Succeeded;

    /// <summary>The shortest round trip, or how long the TCP handshake took; null when there was none.</summary>
    public TimeSpan? Latency { get; init; }

    /// <summary>How it ended.</summary>
    public required ConnectionOutcome Outcome { get; init; }

    /// <summary>The system's text for what went wrong; null when nothing did.</summary>
    public string? Error { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{ComputerName}{(RemotePort is null ? "" : $" port {RemotePort}")}: {Outcome}";
}
