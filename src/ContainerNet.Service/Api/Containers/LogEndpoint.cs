using System.Text;
using ContainerNet.Service.Api.Http;

namespace ContainerNet.Service.Api.Containers;

/// <summary><c>GET /containers/{id}/logs</c>.</summary>
internal static class LogEndpoint
{
    public static async Task ReadAsync(ApiRequest request)
    {
        if (!request.Flag("stdout") && !request.Flag("stderr")) throw ApiException.BadRequest("Bad parameters: you must choose at least one stream");
        NetContainer container = request.Host.Containers.Get(request.Route("id"));
        int? tail = request.Query("tail") is null or "all" ? null : request.Number("tail");
        DateTimeOffset since = request.Time("since") ?? DateTimeOffset.MinValue, until = request.Time("until") ?? DateTimeOffset.MaxValue;
        bool timestamps = request.Flag("timestamps"), output = request.Flag("stdout"), errors = request.Flag("stderr"), isRaw = container.Request.Interactive;
        using var frames = new StreamFrames(await request.BeginAsync(StreamFrames.ContentType(isRaw)).ConfigureAwait(false), isRaw);
        // Reading waits where it follows, so it has a thread of its own.
        await ApiRequest.Run(() =>
        {
            foreach (ContainerLogLine line in request.Host.Containers.ReadLog(container.Id, tail, request.Flag("follow"), request.Aborted))
            {
                if (line.Timestamp > until) break;
                bool isError = line.Stream == LogStream.Error;
                if (line.Timestamp < since || !(isError ? errors : output)) continue;
                frames.WriteAsync(isError ? StreamFrames.Errors : StreamFrames.Output, Bytes(line, isRaw, timestamps), request.Aborted).GetAwaiter().GetResult();
            }
        }).ConfigureAwait(false);
    }

    /// <summary>A line as the program wrote it: a terminal ends its lines with a carriage return besides.</summary>
    public static byte[] Bytes(ContainerLogLine line, bool isRaw, bool timestamps)
        => Encoding.UTF8.GetBytes($"{(timestamps ? $"{JsonText.Time(line.Timestamp)} " : "")}{line.Text}{(isRaw ? "\r\n" : "\n")}");
}
