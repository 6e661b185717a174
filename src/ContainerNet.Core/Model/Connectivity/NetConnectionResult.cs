using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;

namespace ContainerNet;

/// <summary>How a test of a connection ended.</summary>
public enum ConnectionOutcome : long
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
public sealed class PingReplyDetails
{
    internal PingReplyDetails(IPStatus status) => StatusValue = status;

    /// <summary>The host that answered: the target, or the router that refused; null without an answer.</summary>
    public string? Address => AddressValue?.ToString();

    /// <summary>The same as a value.</summary>
    internal IPAddress? AddressValue { get; init; }

    /// <summary>From sending to receiving; zero when nothing was received.</summary>
    public string RoundtripTime => RoundtripTimeValue.ToString();

    /// <summary>The same as a value.</summary>
    internal TimeSpan RoundtripTimeValue { get; init; }

    /// <summary>The reply's time to live, or hop limit, as it arrived; 0 when nothing was received.</summary>
    public int TimeToLive { get; init; }

    /// <summary>How it ended: the name of an <see cref="IPStatus"/>, such as Success or TimedOut.</summary>
    public string Status => StatusValue.ToString();

    /// <summary>The same as a value.</summary>
    internal IPStatus StatusValue { get; }

    /// <inheritdoc/>
    public override string ToString() => Address is null ? $"{Status}" : string.Create(CultureInfo.InvariantCulture, $"{Status} from {Address} in {RoundtripTimeValue.TotalMilliseconds:0.###} ms");
}

/// <summary>
/// What a test of a connection found, with the property names of Windows' Test-NetConnection. A target that is not
/// reached is a result like any other, not an error.
/// </summary>
public sealed class NetConnectionResult
{
    internal NetConnectionResult(NamespaceReference place) => NamespaceValue = place;

    /// <summary>The target as requested: a name or an address.</summary>
    public required string ComputerName { get; init; }

    /// <summary>The namespace that the test was made in; empty for the host's own.</summary>
    public string Namespace => NamespaceValue.ToString();

    /// <summary>The same as a value.</summary>
    internal NamespaceReference NamespaceValue { get; }

    /// <summary>The target's address; null when its name has none.</summary>
    public string? RemoteAddress => RemoteAddressValue?.ToString();

    /// <summary>The same as a value.</summary>
    internal IPAddress? RemoteAddressValue { get; set; }

    /// <summary>The TCP port; null for a ping.</summary>
    public int? RemotePort { get; internal set; }

    /// <summary>The interface that the kernel sends over; empty when there is no route.</summary>
    public string InterfaceAlias { get; internal set; } = "";

    /// <summary>The address that the kernel sends from; null when there is no route.</summary>
    public string? SourceAddress => SourceAddressValue?.ToString();

    /// <summary>The same as a value.</summary>
    internal IPAddress? SourceAddressValue { get; set; }

    /// <summary>Whether an echo reply came.</summary>
    public bool PingSucceeded => RemotePort is null && Outcome == ConnectionOutcome.Succeeded;

    /// <summary>The fastest reply, or what came of the last request where none was answered; null for a TCP test.</summary>
    public PingReplyDetails? PingReplyDetails { get; internal set; }

    /// <summary>What came of each request, in their order; empty for a TCP test.</summary>
    public IReadOnlyList<PingReplyDetails> PingReplies { get; internal set => field = Readable.List(value); } = ReadableList<PingReplyDetails>.Empty;

    /// <summary>Whether the port took a connection.</summary>
    public bool TcpTestSucceeded => RemotePort is not null && Outcome == ConnectionOutcome.Succeeded;

    /// <summary>The shortest round trip, or how long the TCP handshake took; null when there was none.</summary>
    public string? Latency => LatencyValue?.ToString();

    /// <summary>The same as a value.</summary>
    internal TimeSpan? LatencyValue { get; set; }

    /// <summary>How it ended.</summary>
    public ConnectionOutcome Outcome { get; internal set; }

    /// <summary>The system's text for what went wrong; null when nothing did.</summary>
    public string? Error { get; internal set; }

    /// <inheritdoc/>
    public override string ToString() => $"{ComputerName}{(RemotePort is null ? "" : $" port {RemotePort}")}: {Outcome}";
}
