using System.Net;
using System.Net.Sockets;
using System.Text;
using ContainerNet.Tests.Firewall;

namespace ContainerNet.Tests.Support;

/// <summary>Answers each TCP connection with the address that it came from, until it is disposed of.</summary>
internal sealed class AddressServer : IDisposable
{
    private readonly Socket _listener;

    /// <summary>Serves on a socket that is bound already, and disposes of it in the end.</summary>
    public AddressServer(Socket bound)
    {
        _listener = bound;
        _listener.Listen();
        new Thread(Serve) { IsBackground = true }.Start();
    }

    public AddressServer(TestNamespace place, string address, int port) : this(Bound(place, new IPEndPoint(IPAddress.Parse(address), port)))
    {
    }

    public void Dispose() => _listener.Dispose();

    /// <summary>An address without the prefix by which an IPv6 socket shows IPv4 addresses.</summary>
    public static string Unmapped(EndPoint sender)
    {
        IPAddress address = ((IPEndPoint)sender).Address;
        return (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();
    }

    private static Socket Bound(TestNamespace place, IPEndPoint address)
    {
        Socket socket = place.Run(() => new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp));
        socket.Bind(address);
        return socket;
    }

    private void Serve()
    {
        try
        {
            while (true)
            {
                using Socket caller = _listener.Accept();
                Answer(caller);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The listener was disposed of.
        }
    }

    private static void Answer(Socket caller)
    {
        try
        {
            caller.Send(Encoding.ASCII.GetBytes(Unmapped(caller.RemoteEndPoint!)));
        }
        catch (SocketException)
        {
            // The caller closed the connection before it was accepted. Others still want an answer.
        }
    }
}
