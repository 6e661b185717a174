using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ContainerNet.Tests.Firewall;

/// <summary>Answers each TCP connection with the address that it came from, until it is disposed of.</summary>
internal sealed class AddressServer : IDisposable
{
    private readonly Socket _listener;

    public AddressServer(TestNamespace place, string address, int port)
    {
        _listener = place.Run(() => new Socket(IPAddress.Parse(address).AddressFamily, SocketType.Stream, ProtocolType.Tcp));
        _listener.Bind(new IPEndPoint(IPAddress.Parse(address), port));
        _listener.Listen();
        place.Start(Serve);
    }

    public void Dispose() => _listener.Dispose();

    private void Serve()
    {
        while (true)
        {
            try
            {
                using Socket connection = _listener.Accept();
                connection.Send(Encoding.ASCII.GetBytes(((IPEndPoint)connection.RemoteEndPoint!).Address.ToString()));
            }
            catch (SocketException)
            {
                return;
            }
            catch (ObjectDisposedException)
            {
                return;
            }
        }
    }
}
