using System.IO.Pipelines;
using System.Text;

namespace ContainerNet.Service.Api.Http;

/// <summary>A connection that has become the input and output of a program.</summary>
/// <param name="head">The request.</param>
/// <param name="body">The request's body, a JSON object or nothing.</param>
/// <param name="transport">The connection.</param>
/// <param name="cancellation">Cancelled when the service ends.</param>
internal sealed class HijackedConnection(RequestHead head, byte[] body, IDuplexPipe transport, CancellationToken cancellation)
{
    /// <summary>The request.</summary>
    public RequestHead Head { get; } = head;

    /// <summary>The request's body.</summary>
    public byte[] Body { get; } = body;

    /// <summary>What the client types.</summary>
    public PipeReader Input => transport.Input;

    /// <summary>Cancelled when the service ends.</summary>
    public CancellationToken Ended { get; } = cancellation;

    /// <summary>Whether the client was told that the connection is the program's now, so that no HTTP answer can follow.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>Tells the client that the connection is the program's now.</summary>
    /// <returns>Where the program's output goes.</returns>
    public async Task<Stream> BeginAsync(bool isRaw)
    {
        HasBegun = true;
        string type = StreamFrames.ContentType(isRaw);
        string text = Head.IsUpgrade
            ? $"HTTP/1.1 101 UPGRADED\r\nContent-Type: {type}\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n"
            : $"HTTP/1.1 200 OK\r\nContent-Type: {type}\r\n\r\n";
        await transport.Output.WriteAsync(Encoding.ASCII.GetBytes(text), Ended).ConfigureAwait(false);
        return transport.Output.AsStream(leaveOpen: true);
    }

    /// <summary>Answers with a status, and an error's message where there is one.</summary>
    public async Task AnswerAsync(int status, string? message = null)
    {
        byte[] json = message is null ? [] : JsonText.Bytes(JsonText.Error(message));
        string type = message is null ? "" : "Content-Type: application/json\r\n";
        await transport.Output.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status} {(status < 300 ? "OK" : "Error")}\r\n{type}Content-Length: {json.Length}\r\nConnection: close\r\n\r\n"), Ended).ConfigureAwait(false);
        await transport.Output.WriteAsync(json, Ended).ConfigureAwait(false);
    }
}
