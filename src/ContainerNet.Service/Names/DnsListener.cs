using System.Net;
using System.Net.Sockets;
using System.Text;
using ContainerNet.Networks.Names;

namespace ContainerNet.Service.Names;

/// <summary>
/// The sockets at one address of a bridge, for UDP and TCP. They are bound to the bridge, so that what comes in by any other
/// interface, from another network or from the LAN, never reaches them (SO_BINDTODEVICE in socket(7)).
/// </summary>
internal sealed class DnsListener : IDisposable
{
    /// <summary>The port of DNS.</summary>
    public const int Port = 53;

    private const int SocketLevel = 1;
    private const int BindToDevice = 25;
    private const int MaxConnections = 64;
    private const int MaxDatagram = 4096;

    // RFC 7766, section 6.2.3, has a server close idle connections after a few seconds.
    private static readonly TimeSpan _idleTimeout = TimeSpan.FromSeconds(10);

    private readonly DnsResolver _resolver;
    private readonly string _networkId;
    private readonly Socket _udp;
    private readonly Socket _tcp;
    private readonly SemaphoreSlim _connections = new(MaxConnections);
    private readonly CancellationTokenSource _closing = new();

    private DnsListener(DnsResolver resolver, string networkId, Socket udp, Socket tcp)
    {
        (_resolver, _networkId, _udp, _tcp) = (resolver, networkId, udp, tcp);
        _ = ReceiveAsync();
        _ = AcceptAsync();
    }

    /// <summary>Listens.</summary>
    /// <param name="place">Where.</param>
    /// <param name="resolver">What answers.</param>
    /// <exception cref="SocketException">The bridge or its address is not there, or another program has the port.</exception>
    public static DnsListener Open(NameListener place, DnsResolver resolver)
    {
        Socket tcp = Bind(place, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            tcp.Listen();
            // UDP is last: callers that wait for the server check for it.
            return new DnsListener(resolver, place.NetworkId, Bind(place, SocketType.Dgram, ProtocolType.Udp), tcp);
        }
        catch
        {
            tcp.Dispose();
            throw;
        }
    }

    /// <summary>Closes the sockets, and all connections.</summary>
    public void Dispose()
    {
        _closing.Cancel();
        _udp.Dispose();
        _tcp.Dispose();
        _connections.Dispose();
        _closing.Dispose();
    }

    private static Socket Bind(NameListener place, SocketType type, ProtocolType protocol)
    {
        var socket = new Socket(place.Address.AddressFamily, type, protocol);
        try
        {
            socket.SetRawSocketOption(SocketLevel, BindToDevice, Encoding.UTF8.GetBytes(place.Bridge + '\0'));
            socket.Bind(new IPEndPoint(place.Address, Port));
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task ReceiveAsync()
    {
        CancellationToken closing = _closing.Token;
        EndPoint any = new IPEndPoint(_udp.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0);
        byte[] buffer = new byte[MaxDatagram];
        while (!closing.IsCancellationRequested)
        {
            try
            {
                SocketReceiveFromResult received = await _udp.ReceiveFromAsync(buffer, SocketFlags.None, any, closing).ConfigureAwait(false);
                var asker = (IPEndPoint)received.RemoteEndPoint;
                byte[]? reply = _resolver.Answer(buffer.AsSpan(0, received.ReceivedBytes), _networkId, asker.Address, overUdp: true, out DnsResolver.Forwarding? passOn);
                if (reply is not null) await _udp.SendToAsync(reply, SocketFlags.None, asker, closing).ConfigureAwait(false);
                else if (passOn is not null) _ = PassOnAsync(buffer.AsSpan(0, received.ReceivedBytes).ToArray(), passOn, asker, closing);
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // One reply that could not be sent, or the end, which the loop's condition finds.
            }
        }
    }

    private async Task PassOnAsync(byte[] message, DnsResolver.Forwarding passOn, IPEndPoint asker, CancellationToken closing)
    {
        try
        {
            byte[] reply = await _resolver.PassOnAsync(message, passOn, overUdp: true).ConfigureAwait(false);
            await _udp.SendToAsync(reply, SocketFlags.None, asker, closing).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The client is gone, or this listener is closed.
        }
    }

    private async Task AcceptAsync()
    {
        CancellationToken closing = _closing.Token;
        while (!closing.IsCancellationRequested)
        {
            try
            {
                await _connections.WaitAsync(closing).ConfigureAwait(false);
                Socket connection = await _tcp.AcceptAsync(closing).ConfigureAwait(false);
                _ = ServeAsync(connection, closing);
            }
            catch (SocketException)
            {
                // A connection that was given up before it was taken, or too many open files.
                _connections.Release();
                await Task.Delay(10, CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(Socket connection, CancellationToken closing)
    {
        try
        {
            using var stream = new NetworkStream(connection, ownsSocket: true);
            var asker = (IPEndPoint)connection.RemoteEndPoint!;
            while (await NextAsync(stream, closing).ConfigureAwait(false) is { } message)
            {
                byte[]? reply = _resolver.Answer(message, _networkId, asker.Address, overUdp: false, out DnsResolver.Forwarding? passOn);
                if (passOn is not null) reply = await _resolver.PassOnAsync(message, passOn, overUdp: false).ConfigureAwait(false);
                if (reply is null) return;
                using var timeout = CancellationTokenSource.CreateLinkedTokenSource(closing);
                timeout.CancelAfter(_idleTimeout);
                await DnsStream.WriteAsync(stream, reply, timeout.Token).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The peer is gone, or was silent for too long.
        }
        finally
        {
            if (!closing.IsCancellationRequested) _connections.Release();
        }
    }

    private static async Task<byte[]?> NextAsync(NetworkStream stream, CancellationToken closing)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(closing);
        timeout.CancelAfter(_idleTimeout);
        return await DnsStream.ReadAsync(stream, timeout.Token).ConfigureAwait(false);
    }
}
