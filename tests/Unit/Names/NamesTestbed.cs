using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ContainerNet.Interop;
using ContainerNet.Namespaces;
using ContainerNet.Tests.Networks;
using Xunit;

namespace ContainerNet.Tests.Names;

/// <summary>A host with networks, whose endpoints ask for names.</summary>
internal sealed class NamesTestbed : IDisposable
{
    private readonly List<Socket> _sockets = [];

    public NamesTestbed()
    {
        if (!Net.Names.IsAvailable) Assert.Skip("aardvark-dns is not installed.");
    }

    public NetworkTestbed Networks { get; } = new();

    public NetHost Net => Networks.Net;

    /// <summary>A namespace on a network by names; made if it is missing.</summary>
    public ContainerEndpoint Connect(string network, string place, params string[] names)
        => Net.Endpoints.PlanConnect(network, Place(place), new EndpointOptions { Aliases = names }).Run();

    public NamespaceReference Place(string name)
        => Net.Namespaces.List().Any(present => present.Name == name) ? NamespaceReference.Named(name) : Networks.NewNamespace(name);

    /// <summary>What a namespace is answered; null when it is not within a second.</summary>
    public string? Ask(string place, string name, string server, ushort type = DnsMessage.A)
    {
        IPAddress address = IPAddress.Parse(server);
        using Socket socket = In(NamespaceReference.Named(place), () => new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp));
        socket.ReceiveTimeout = 1000;
        try
        {
            socket.Connect(address, 53);
            socket.Send(DnsMessage.Query(name, type));
            byte[] buffer = new byte[1500];
            return DnsMessage.Read(buffer.AsSpan(0, socket.Receive(buffer)));
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.TimedOut or SocketError.WouldBlock or SocketError.ConnectionRefused)
        {
            return null;
        }
    }

    /// <summary>A name server on a host's LAN that answers every question with one address.</summary>
    public void ServeUpstream(NamespaceReference place, string answer)
    {
        Socket socket = In(place, () => new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp));
        socket.Bind(new IPEndPoint(IPAddress.Any, 53));
        _sockets.Add(socket);
        new Thread(() => Answer(socket, IPAddress.Parse(answer))) { IsBackground = true }.Start();
    }

    /// <summary>The host's process that answers, found by what it was told, as <c>pgrep -f</c> finds it.</summary>
    public int[] Processes()
        => [.. Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(name => char.IsAsciiDigit(name![0])).Select(name => int.Parse(name!, CultureInfo.InvariantCulture)).Where(IsServer)];

    /// <summary>The files that the server reads, one under the other.</summary>
    public string Files()
    {
        string folder = Path.Combine(Networks.Host.Options.RunDirectory, "names");
        return !Directory.Exists(folder) ? "" : string.Join('\n', Directory.EnumerateFiles(folder).Where(file => !file.EndsWith(".pid", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(file => $"{Path.GetFileName(file)}\n{File.ReadAllText(file)}"));
    }

    public void Dispose()
    {
        foreach (Socket socket in _sockets) socket.Dispose();
        Networks.Dispose();
    }

    public T In<T>(NamespaceReference place, Func<T> open)
    {
        T opened = default!;
        using FileDescriptor descriptor = FileDescriptor.Open(Networks.Host.PathOf(place), OpenFlags.ReadOnly);
        NamespaceWorker.Shared.Run(descriptor, () => opened = open());
        return opened;
    }

    private bool IsServer(int id)
    {
        try
        {
            string arguments = File.ReadAllText($"/proc/{id}/cmdline");
            return arguments.Contains("aardvark-dns", StringComparison.Ordinal) && arguments.Contains(Networks.Host.Options.RunDirectory, StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static void Answer(Socket socket, IPAddress address)
    {
        byte[] buffer = new byte[1500];
        try
        {
            while (true)
            {
                EndPoint asking = new IPEndPoint(IPAddress.Any, 0);
                int length = socket.ReceiveFrom(buffer, ref asking);
                socket.SendTo(DnsMessage.Answer(buffer.AsSpan(0, length), address), asking);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
