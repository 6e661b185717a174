using System.Diagnostics;
using System.Net;
using System.Net.NetworkInformation;
using ContainerNet.Host.Addresses;
using ContainerNet.Host.Routes;
using ContainerNet.Linux.Processes;
using ContainerNet.Linux.Syscalls;
using ContainerNet.Plans;
using Tmds.Linux;

namespace ContainerNet.Host.Connectivity;

/// <summary>
/// Tests of connections from inside any namespace. Only opening the socket happens inside: a socket keeps the namespace it
/// was opened in, and everything else runs on the caller's thread.
/// </summary>
public sealed class ConnectivityOperations
{
    private readonly HostContext _host;
    private readonly AddressOperations _addresses;
    private readonly RouteOperations _routes;

    internal ConnectivityOperations(HostContext host, AddressOperations addresses, RouteOperations routes) => (_host, _addresses, _routes) = (host, addresses, routes);

    /// <summary>Sends ICMP echo requests and waits for their replies.</summary>
    /// <param name="reference">The namespace to send from.</param>
    /// <param name="host">A name, or an address; of a link-local one with its interface, as in <c>fe80::1%eth0</c>.</param>
    /// <param name="options">How to ping.</param>
    /// <param name="cancellation">Ends the wait at once.</param>
    /// <returns>What was found, whether the target answers or not.</returns>
    /// <exception cref="ContainerNetException">There is no such namespace, a value is out of range, or CAP_NET_RAW is missing.</exception>
    public NetConnectionResult Ping(NamespaceReference reference, string host, PingOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(reference);
        options ??= new PingOptions();
        options.Check();
        NetConnectionResult target = Begin(reference, host, cancellation);
        if (target.RemoteAddressValue is not { } address) return target;
        using EchoSocket socket = _host.Namespaces.Run(reference, () => EchoSocket.Open(address.AddressFamily));
        if (options.TimeToLive is { } hops) socket.SetTimeToLive(hops);
        Errno refused = InternetSocket.Connect(socket.Descriptor, address, 0);
        if (refused != Errno.None) return WithReplies(target, [Failure(Outcomes.Of(refused))], refused);

        var replies = new List<PingReplyDetails>(options.Count);
        Errno last = Errno.None;
        for (int sequence = 1; sequence <= options.Count; sequence++)
        {
            (PingReplyDetails reply, Errno errno) = Echo(socket, address, (ushort)sequence, options, cancellation);
            replies.Add(reply);
            last = errno;
        }
        return WithReplies(target, replies, last);
    }

    /// <summary>Opens a TCP connection, and closes it again.</summary>
    /// <param name="reference">The namespace to connect from.</param>
    /// <param name="host">A name, or an address; of a link-local one with its interface, as in <c>fe80::1%eth0</c>.</param>
    /// <param name="port">1 to 65,535.</param>
    /// <param name="timeout">How long to wait for the handshake.</param>
    /// <param name="cancellation">Ends the wait at once.</param>
    /// <returns>What was found, whether the port takes connections or not.</returns>
    /// <exception cref="ContainerNetException">There is no such namespace, or a value is out of range.</exception>
    public NetConnectionResult ConnectTcp(NamespaceReference reference, string host, int port, TimeSpan timeout, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(reference);
        if (port is < 1 or > ushort.MaxValue) throw ContainerNetException.Invalid("InvalidPort", port, $"{port} is not a TCP port. A port is a number from 1 to {ushort.MaxValue}.");
        ConnectionTimeout.Check(timeout);
        NetConnectionResult target = Begin(reference, host, cancellation);
        target.RemotePort = port;
        if (target.RemoteAddressValue is not { } address) return target;
        using FileDescriptor socket = _host.Namespaces.Run(reference, () => InternetSocket.OpenTcp(address.AddressFamily));
        long start = Stopwatch.GetTimestamp();
        Errno errno = InternetSocket.Connect(socket, address, port);
        if (errno == Errno.EINPROGRESS)
            errno = Readiness.Wait(socket, LibC.POLLOUT, timeout, cancellation) ? InternetSocket.ErrorOf(socket) : Errno.ETIMEDOUT;
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        target.Outcome = Outcomes.Of(errno);
        target.LatencyValue = errno is Errno.None or Errno.ECONNREFUSED ? elapsed : null;
        target.Error = errno == Errno.None ? null : errno.Text();
        return target;
    }

    // Of several addresses the first that the namespace has a route to; the resolver sorted them for the process's own.
    private NetConnectionResult Begin(NamespaceReference reference, string host, CancellationToken cancellation)
    {
        _ = _host.Namespaces.InodeOf(reference);
        var result = new NetConnectionResult(reference) { ComputerName = host, Outcome = ConnectionOutcome.NameNotResolved };
        IReadOnlyList<IPAddress> addresses = ConnectionTarget.Resolve(_host, reference, host, cancellation);
        if (addresses.Count == 0) result.Error = $"The name '{host}' has no address.";
        result.RemoteAddressValue = addresses.Count == 0 ? null : addresses[0];
        foreach (IPAddress address in addresses)
        {
            if (TryFindWay(reference, address, cancellation) is not { } way) continue;
            (result.RemoteAddressValue, result.InterfaceAlias, result.SourceAddressValue) = (address, way.Interface, way.Source);
            break;
        }
        return result;
    }

    private (string Interface, IPAddress? Source)? TryFindWay(NamespaceReference reference, IPAddress address, CancellationToken cancellation)
    {
        if (address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 && address.ScopeId != 0) return WayOnLink(reference, (int)address.ScopeId);
        try
        {
            NetRoute route = _routes.Find(reference, address, cancellation: cancellation);
            // IPv6 answers with the route even where that refuses.
            return route.Type is RouteType.Blackhole or RouteType.Unreachable or RouteType.Prohibit or RouteType.Throw ? null : (route.InterfaceAlias, route.PreferredSourceValue);
        }
        catch (ContainerNetException e) when (e.ErrorId == "RouteNotFound")
        {
            return null;
        }
    }

    // The kernel is not asked about a link-local target: the interface is given, and usually has one such address.
    private (string Interface, IPAddress? Source)? WayOnLink(NamespaceReference reference, int index)
    {
        NetIPAddress? own = _addresses.List(reference).FirstOrDefault(found => found.InterfaceIndex == index && found.IPAddressValue.IsIPv6LinkLocal);
        return own is null ? null : (own.InterfaceAlias, own.IPAddressValue);
    }

    private static (PingReplyDetails Reply, Errno Errno) Echo(EchoSocket socket, IPAddress target, ushort sequence, PingOptions options, CancellationToken cancellation)
    {
        long start = Stopwatch.GetTimestamp();
        Errno errno = socket.Send(sequence, options.PayloadSize);
        if (errno != Errno.None) return (Failure(Outcomes.Of(errno)), errno);
        while (true)
        {
            TimeSpan left = options.Timeout - Stopwatch.GetElapsedTime(start);
            if (left <= TimeSpan.Zero || !Readiness.Wait(socket.Descriptor, LibC.POLLIN, left, cancellation))
                return (Failure(ConnectionOutcome.TimedOut), Errno.ETIMEDOUT);
            if (socket.Receive(target, sequence) is not { } answer) continue;
            TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
            if (answer.Errno == Errno.None) return (new PingReplyDetails(IPStatus.Success) { AddressValue = answer.Sender, RoundtripTimeValue = elapsed, TimeToLive = answer.TimeToLive }, Errno.None);
            ConnectionOutcome outcome = answer.TimeExceeded ? ConnectionOutcome.TimeToLiveExceeded : Outcomes.Of(answer.Errno);
            return (Failure(outcome, answer.Sender), answer.Errno);
        }
    }

    private static PingReplyDetails Failure(ConnectionOutcome outcome, IPAddress? sender = null) => new(outcome.ToStatus()) { AddressValue = sender };

    private static NetConnectionResult WithReplies(NetConnectionResult target, IReadOnlyList<PingReplyDetails> replies, Errno last)
    {
        PingReplyDetails? best = replies.Where(reply => reply.StatusValue == IPStatus.Success).MinBy(reply => reply.RoundtripTimeValue);
        target.PingReplies = replies;
        target.PingReplyDetails = best ?? replies[^1];
        target.LatencyValue = best?.RoundtripTimeValue;
        target.Outcome = best is not null ? ConnectionOutcome.Succeeded : replies[^1].StatusValue == IPStatus.TtlExpired ? ConnectionOutcome.TimeToLiveExceeded : Outcomes.Of(last);
        target.Error = best is null ? last.Text() : null;
        return target;
    }
}
