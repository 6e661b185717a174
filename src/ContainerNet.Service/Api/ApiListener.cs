using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace ContainerNet.Service.Api;

/// <summary>A place where clients connect, as Docker writes it: <c>unix:///run/containernet/docker.sock</c>, <c>tcp://127.0.0.1:2375</c>.</summary>
internal sealed class ApiListener
{
    /// <summary>Where clients connect if nothing else is requested.</summary>
    public const string Default = "unix:///run/containernet/docker.sock";

    private const int DefaultPort = 2375;
    private const UnixFileMode SocketMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;

    private readonly string? _path;
    private readonly IPEndPoint? _address;

    private ApiListener(string? path, IPEndPoint? address) => (_path, _address) = (path, address);

    /// <summary>Reads a place.</summary>
    /// <exception cref="ContainerNetException">It is not one, or it would let everybody on the network be root here.</exception>
    public static ApiListener Parse(string text)
    {
        if (text.StartsWith("unix://", StringComparison.Ordinal) && text["unix://".Length..] is ['/', ..] path) return new ApiListener(path, null);
        if (!text.StartsWith("tcp://", StringComparison.Ordinal) || !IPEndPoint.TryParse(text["tcp://".Length..].TrimEnd('/'), out IPEndPoint? address))
            throw ContainerNetException.Invalid("InvalidHost", text, $"'{text}' is not a place to listen at. A place is unix:///PATH, or tcp://ADDRESS:PORT.");
        if (address.Port == 0) address.Port = DefaultPort;
        // Whoever reaches the API is root on this host.
        if (!IPAddress.IsLoopback(address.Address))
            throw ContainerNetException.Invalid("InsecureHost", text, $"The API is not served at '{text}': anyone who reaches that address would be root on this host. Serve it at a loopback address or at a UNIX socket, which ssh forwards.");
        return new ApiListener(null, address);
    }

    /// <summary>Listens there.</summary>
    /// <exception cref="ContainerNetException">Another program does.</exception>
    public void Listen(KestrelServerOptions server, Action<ListenOptions> configure)
    {
        if (_address is not null)
        {
            server.Listen(_address, configure);
            return;
        }
        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        RemoveStale(_path!);
        server.ListenUnixSocket(_path!, configure);
    }

    /// <summary>Lets the group of a socket in besides its owner, once it is there.</summary>
    public void Protect()
    {
        if (_path is not null) File.SetUnixFileMode(_path, SocketMode);
    }

    public override string ToString() => _path is not null ? $"unix://{_path}" : $"tcp://{_address}";

    // A killed service leaves its socket, at which nobody answers.
    private static void RemoveStale(string path)
    {
        if (!File.Exists(path)) return;
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path));
        }
        catch (SocketException)
        {
            File.Delete(path);
            return;
        }
        throw ContainerNetException.InUse("AddressInUse", path, $"Another program answers at {path}.");
    }
}
