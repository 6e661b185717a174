using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace ContainerNet.Service.Names;

/// <summary>
/// Passes questions on to other servers, and their answers back, byte by byte: what this server does not understand it does not
/// change. Each question has a socket of its own, so that a forger of an answer has to guess its port and its id.
/// </summary>
internal static class DnsForwarder
{
    // A resolver gives up after five seconds (RES_TIMEOUT in resolv.h), and has to hear of a failure before that.
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(4);

    /// <summary>Asks the servers one after the other, until one has an answer.</summary>
    /// <param name="message">The query as it came.</param>
    /// <param name="query">What was read of it.</param>
    /// <param name="servers">The servers, in the order they are asked.</param>
    /// <param name="overUdp">Whether to ask over UDP, as the client did, or over TCP.</param>
    /// <returns>The reply with the query's id; null when no server has answered in time.</returns>
    public static async Task<byte[]?> AskAsync(ReadOnlyMemory<byte> message, DnsQuery query, IReadOnlyList<IPAddress> servers, bool overUdp)
    {
        byte[] question = message.ToArray();
        RandomNumberGenerator.Fill(question.AsSpan(0, 2));
        byte[]? refusal = null;
        foreach (IPAddress server in servers)
        {
            byte[]? reply = await AskAsync(question, query, server, overUdp, _timeout / servers.Count).ConfigureAwait(false);
            if (reply is null) continue;
            message.Span[..2].CopyTo(reply);
            if (!IsRefusal(reply)) return reply;
            refusal ??= reply;
        }
        return refusal;
    }

    private static async Task<byte[]?> AskAsync(byte[] question, DnsQuery query, IPAddress server, bool overUdp, TimeSpan timeout)
    {
        using var cancellation = new CancellationTokenSource(timeout);
        try
        {
            using var socket = new Socket(server.AddressFamily, overUdp ? SocketType.Dgram : SocketType.Stream, overUdp ? ProtocolType.Udp : ProtocolType.Tcp);
            await socket.ConnectAsync(new IPEndPoint(server, DnsListener.Port), cancellation.Token).ConfigureAwait(false);
            return overUdp ? await OverUdpAsync(socket, question, query, cancellation.Token).ConfigureAwait(false) : await OverTcpAsync(socket, question, query, cancellation.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SocketException or IOException or OperationCanceledException)
        {
            // The next server may answer.
            return null;
        }
    }

    private static async Task<byte[]?> OverUdpAsync(Socket socket, byte[] question, DnsQuery query, CancellationToken cancellation)
    {
        await socket.SendAsync(question, cancellation).ConfigureAwait(false);
        byte[] buffer = new byte[ushort.MaxValue];
        while (true)
        {
            int length = await socket.ReceiveAsync(buffer, cancellation).ConfigureAwait(false);
            if (IsAnswer(buffer.AsSpan(0, length), question, query)) return buffer[..length];
        }
    }

    private static async Task<byte[]?> OverTcpAsync(Socket socket, byte[] question, DnsQuery query, CancellationToken cancellation)
    {
        using var stream = new NetworkStream(socket, ownsSocket: false);
        await DnsStream.WriteAsync(stream, question, cancellation).ConfigureAwait(false);
        return await DnsStream.ReadAsync(stream, cancellation).ConfigureAwait(false) is { } reply && IsAnswer(reply, question, query) ? reply : null;
    }

    // The id and the question, whose letters a server may write in another case.
    private static bool IsAnswer(ReadOnlySpan<byte> reply, ReadOnlySpan<byte> question, DnsQuery query)
    {
        int end = DnsQuery.HeaderLength + query.QuestionLength;
        return reply.Length >= end && (reply[2] & 0x80) != 0 && reply[..2].SequenceEqual(question[..2])
            && BinaryPrimitives.ReadUInt16BigEndian(reply[4..]) == 1
            && string.Equals(Latin(reply[DnsQuery.HeaderLength..end]), Latin(question[DnsQuery.HeaderLength..end]), StringComparison.OrdinalIgnoreCase);
    }

    private static string Latin(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);

    private static bool IsRefusal(byte[] reply) => (DnsCode)(reply[3] & 0xF) is DnsCode.ServerFailure or DnsCode.Refused or DnsCode.NotImplemented;
}
