using System.Text.RegularExpressions;
using ContainerNet.Service.Api.Containers;
using ContainerNet.Service.Api.Exec;
using Microsoft.AspNetCore.Connections;

namespace ContainerNet.Service.Api.Http;

/// <summary>
/// Takes the connections of <c>attach</c> and of <c>exec start</c> before the HTTP server sees them. Clients send such a request
/// with a body and with <c>Upgrade: tcp</c>, which an HTTP server does not hand over, and close their half of the connection while the
/// program still writes. Every answer closes its connection, so that each of these requests is the first of one.
/// </summary>
/// <param name="attach">Serves <c>attach</c>.</param>
/// <param name="exec">Serves <c>exec start</c>.</param>
/// <param name="ended">Cancelled when the service ends.</param>
internal sealed partial class Hijacking(AttachEndpoint attach, ExecEndpoints exec, CancellationToken ended)
{
    // A client that sends nothing, or a head without an end, is not waited for any longer.
    private static readonly TimeSpan _headTimeout = TimeSpan.FromSeconds(30);

    private const int LongestHead = 64 * 1024;
    private const int LongestBody = 1024 * 1024;

    /// <summary>Serves a connection, or leaves it to the server.</summary>
    public async Task ServeAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        RequestHead? head;
        try
        {
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(ended);
            timeout.CancelAfter(_headTimeout);
            head = await RequestHead.TryReadAsync(connection.Transport.Input, path => TargetOf(path).Success, LongestHead, timeout.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ConnectionResetException)
        {
            return;
        }
        if (head is null)
        {
            await next(connection).ConfigureAwait(false);
            return;
        }
        try
        {
            await ServeAsync(head, connection).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or InvalidOperationException)
        {
            // The client has left, or the service ends.
        }
        await connection.Transport.Output.CompleteAsync().ConfigureAwait(false);
        await connection.Transport.Input.CompleteAsync().ConfigureAwait(false);
    }

    private async Task ServeAsync(RequestHead head, ConnectionContext connection)
    {
        HijackedConnection hijacked = new(head, [], connection.Transport, ended);
        try
        {
            byte[] body = await head.ReadBodyAsync(connection.Transport.Input, LongestBody, ended).ConfigureAwait(false);
            hijacked = new HijackedConnection(head, body, connection.Transport, ended);
            Match target = TargetOf(ApiVersion.Split(head.Path).Path);
            string id = Uri.UnescapeDataString(target.Groups["id"].Value);
            await (target.Groups["kind"].Value == "exec" ? exec.StartAsync(id, hijacked) : attach.ServeAsync(id, hijacked)).ConfigureAwait(false);
        }
        catch (ContainerNetException e) when (!hijacked.HasBegun)
        {
            var error = ApiException.Of(e);
            await hijacked.AnswerAsync(error.Status, error.Message).ConfigureAwait(false);
        }
        catch (ApiException e) when (!hijacked.HasBegun)
        {
            await hijacked.AnswerAsync(e.Status, e.Message).ConfigureAwait(false);
        }
    }

    [GeneratedRegex(@"^(/v\d+\.\d+)?/((?<kind>containers)/(?<id>[^/]+)/attach|(?<kind>exec)/(?<id>[^/]+)/start)$", RegexOptions.ExplicitCapture)]
    private static partial Regex Target();

    private static Match TargetOf(string path) => Target().Match(path);
}
