using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using ContainerNet.Service.Api;
using ContainerNet.Tests.Containers;
using ContainerNet.Tests.Containers.Images;
using Xunit;

namespace ContainerNet.Tests.Service.Api;

/// <summary>A host of a test's own whose Docker Engine API is served at a socket, with an image <c>busybox</c>.</summary>
internal sealed class ApiTestbed : IAsyncDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly Task _serving;
    private readonly string _socket;

    public ApiTestbed()
    {
        Containers = new ContainerTestbed();
        _socket = Path.Combine(Containers.Host.Folder, "docker.sock");
        var ready = new TaskCompletionSource();
        _serving = Task.Run(() => new ApiServer(Containers.Host.Net).RunAsync([ApiListener.Parse($"unix://{_socket}")], ready.SetResult, _end.Token));
        Task.WhenAny(ready.Task, _serving).Unwrap().GetAwaiter().GetResult();
        Client = new HttpClient(new SocketsHttpHandler { ConnectCallback = async (_, cancellation) => new NetworkStream(await ConnectAsync(cancellation), ownsSocket: true) }) { BaseAddress = new Uri("http://docker/") };
    }

    public ContainerTestbed Containers { get; }

    public HttpClient Client { get; }

    /// <summary>Takes in an image that holds busybox.</summary>
    public void ImportBusybox()
    {
        string archive = new SampleImage { Config = { ["Cmd"] = new JsonArray("sh"), ["Env"] = new JsonArray("PATH=/bin:/sbin", "FROM=image") } }.Add(BusyboxLayer()).WriteDockerArchive(Path.Combine(Containers.Host.Folder, "busybox.tar"), "busybox:latest");
        Containers.Host.Net.Images.Import(archive);
    }

    /// <summary>Sends a request that has to succeed, and returns the JSON of its answer.</summary>
    public async Task<JsonNode?> SendAsync(HttpMethod method, string path, JsonNode? body = null)
    {
        (int status, JsonNode? json) = await TryAsync(method, path, body);
        Assert.True(status is >= 200 and < 400, $"{method} {path}: {status} {json}");
        return json;
    }

    /// <summary>Sends a request, and returns the status and the JSON of its answer.</summary>
    public async Task<(int Status, JsonNode? Json)> TryAsync(HttpMethod method, string path, JsonNode? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        using HttpResponseMessage response = await Client.SendAsync(request, TestContext.Current.CancellationToken);
        string text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, text.Length > 0 && text[0] is '{' or '[' ? JsonNode.Parse(text) : null);
    }

    /// <summary>Makes a container, and starts it.</summary>
    public async Task<string> RunAsync(string name, params string[] command)
    {
        string id = await CreateAsync(name, new JsonObject(), command);
        await SendAsync(HttpMethod.Post, $"containers/{id}/start");
        return id;
    }

    /// <summary>Makes a container.</summary>
    public async Task<string> CreateAsync(string name, JsonObject body, params string[] command)
    {
        body["Image"] = "busybox";
        body["Cmd"] = new JsonArray([.. command.Select(word => (JsonNode?)word)]);
        return (string)(await SendAsync(HttpMethod.Post, $"containers/create?name={name}", body))!["Id"]!;
    }

    /// <summary>Sends a request that takes its connection over, then the input, and returns all that comes after the head of the answer.</summary>
    public async Task<(string Head, byte[] Output)> HijackAsync(string path, string body = "", string? input = null)
    {
        using Socket socket = await ConnectAsync(TestContext.Current.CancellationToken);
        await socket.SendAsync(Encoding.ASCII.GetBytes($"POST /v1.44/{path} HTTP/1.1\r\nHost: docker\r\nConnection: Upgrade\r\nUpgrade: tcp\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}"));
        if (input is not null) await socket.SendAsync(Encoding.UTF8.GetBytes(input));
        using var all = new MemoryStream();
        await using var stream = new NetworkStream(socket);
        socket.Shutdown(SocketShutdown.Send);
        await stream.CopyToAsync(all, TestContext.Current.CancellationToken);
        byte[] bytes = all.ToArray();
        int end = bytes.AsSpan().IndexOf("\r\n\r\n"u8) + 4;
        return (Encoding.ASCII.GetString(bytes, 0, end), bytes[end..]);
    }

    /// <summary>The frames of a stream: 1 for output or 2 for errors, and the text.</summary>
    public static IEnumerable<string> Frames(byte[] bytes)
    {
        for (int place = 0; place < bytes.Length;)
        {
            int length = System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(place + 4));
            yield return $"{bytes[place]} {Encoding.UTF8.GetString(bytes, place + 8, length)}";
            place += 8 + length;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _end.CancelAsync();
        await _serving;
        _end.Dispose();
        Containers.Dispose();
    }

    private async Task<Socket> ConnectAsync(CancellationToken cancellation)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(_socket), cancellation);
        return socket;
    }

    private byte[] BusyboxLayer()
    {
        using var layer = new MemoryStream();
        System.Formats.Tar.TarFile.CreateFromDirectory(Containers.Root, layer, includeBaseDirectory: false);
        return layer.ToArray();
    }
}
