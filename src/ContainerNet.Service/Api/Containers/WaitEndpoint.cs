using System.Text.Json.Nodes;
using ContainerNet.Service.Api.Http;

namespace ContainerNet.Service.Api.Containers;

/// <summary><c>POST /containers/{id}/wait</c>. Clients ask before they start a container, and wait for the headers of the answer before they do.</summary>
internal static class WaitEndpoint
{
    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(10);

    public static async Task WaitAsync(ApiRequest request)
    {
        string condition = request.Query("condition") ?? "not-running";
        if (condition is not ("not-running" or "next-exit" or "removed")) throw ApiException.BadRequest($"invalid condition: \"{condition}\"");
        NetContainer container = request.Host.Containers.Get(request.Route("id"));
        DateTimeOffset begin = DateTimeOffset.UtcNow;
        await using Stream body = await request.BeginAsync("application/json").ConfigureAwait(false);
        int code = condition == "not-running" && !container.IsRunning()
            ? container.ExitCode ?? 0
            : await EndAsync(request, container, begin, condition).ConfigureAwait(false);
        await body.WriteAsync(JsonText.Bytes(new JsonObject { ["StatusCode"] = code }), request.Aborted).ConfigureAwait(false);
    }

    // What happened is read from the record of events: a container that is removed at its end leaves nothing else.
    private static async Task<int> EndAsync(ApiRequest request, NetContainer container, DateTimeOffset begin, string condition)
    {
        int? code = null;
        await foreach (ContainerEvent one in request.Host.Containers.FollowEvents(begin, _interval, request.Aborted).ConfigureAwait(false))
        {
            if (one.Id != container.Id) continue;
            if (one.Action == "die")
            {
                code = one.ExitCode ?? 0;
                if (condition != "removed") break;
            }
            if (one.Action == "destroy") break;
        }
        return code ?? container.ExitCode ?? 0;
    }
}
