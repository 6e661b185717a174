using ContainerNet.Containers.Runtime;
using ContainerNet.Linux.Processes;
using ContainerNet.Service.Api.Exec;
using ContainerNet.Service.Api.Http;

namespace ContainerNet.Service.Api.Containers;

/// <summary><c>POST /containers/{id}/attach</c>.</summary>
/// <param name="host">The host.</param>
/// <param name="pending">The clients that wait for a start.</param>
internal sealed class AttachEndpoint(NetHost host, PendingAttachments pending)
{
    /// <summary>Serves a connection until the container has ended, or the client has left or typed the keys to detach.</summary>
    public async Task ServeAsync(string id, HijackedConnection connection)
    {
        NetContainer container = host.Containers.Get(id);
        RequestHead head = connection.Head;
        bool isRaw = container.Request.Interactive;
        using var frames = new StreamFrames(await connection.BeginAsync(isRaw).ConfigureAwait(false), isRaw);
        if (head.Flag("logs")) await SendLogAsync(container, head, frames, connection.Ended).ConfigureAwait(false);
        if (!head.Flag("stream")) return;
        try
        {
            using ContainerAttachment attachment = await pending.ConnectAsync(container, connection.Ended).ConfigureAwait(false);
            await PumpAsync(attachment, container, connection, frames).ConfigureAwait(false);
        }
        catch (ContainerNetException e)
        {
            // Too late for a status.
            await frames.WriteAsync(StreamFrames.Errors, System.Text.Encoding.UTF8.GetBytes($"{e.Message}\n"), connection.Ended).ConfigureAwait(false);
        }
    }

    private static async Task PumpAsync(ContainerAttachment attachment, NetContainer container, HijackedConnection connection, StreamFrames frames)
    {
        RequestHead head = connection.Head;
        bool isTerminal = container.Request.Interactive, takesInput = head.Flag("stdin") && (isTerminal || container.Request.OpenStdin);
        using Pipe output = Pipe.Open(), errors = Pipe.Open(), input = Pipe.Open();
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(connection.Ended);
        Task moved = ApiRequest.Run(() =>
        {
            try
            {
                attachment.Run(hasTerminal: false, takesInput ? input.Reader : null, output.Writer, errors.Writer, detachKeys: isTerminal, ended.Token);
            }
            catch (OperationCanceledException)
            {
                // The client has left.
            }
            finally
            {
                output.Writer.Dispose();
                errors.Writer.Dispose();
            }
        });
        Task received = takesInput ? ReceiveAsync() : ProgramPump.DiscardAsync(connection.Input, ended.Token);
        await Task.WhenAll(
            ProgramPump.SendAsync(output.Reader, head.Flag("stdout") ? frames : new StreamFrames(Stream.Null, isRaw: true), StreamFrames.Output, ended.Token),
            ProgramPump.SendAsync(errors.Reader, head.Flag("stderr") ? frames : new StreamFrames(Stream.Null, isRaw: true), StreamFrames.Errors, ended.Token)).ConfigureAwait(false);
        await ended.CancelAsync().ConfigureAwait(false);
        await moved.ConfigureAwait(false);
        input.Reader.Dispose();
        connection.Input.CancelPendingRead();
        await received.ConfigureAwait(false);

        async Task ReceiveAsync()
        {
            await ProgramPump.ReceiveAsync(connection.Input, input.Writer, ended.Token).ConfigureAwait(false);
            input.Writer.Dispose();
        }

    }

    private async Task SendLogAsync(NetContainer container, RequestHead head, StreamFrames frames, CancellationToken cancellation)
    {
        foreach (ContainerLogLine line in host.Containers.ReadLog(container.Id, tail: null, follow: false, cancellation))
        {
            if (!head.Flag(line.Stream == LogStream.Error ? "stderr" : "stdout")) continue;
            await frames.WriteAsync(line.Stream == LogStream.Error ? StreamFrames.Errors : StreamFrames.Output, LogEndpoint.Bytes(line, container.Request.Interactive, timestamps: false), cancellation).ConfigureAwait(false);
        }
    }
}
