using System.Text.Json.Nodes;
using ContainerNet.Service.Api.Http;

namespace ContainerNet.Service.Api.Containers;

/// <summary><c>POST /containers/{id}/wait</c>. Clients ask before they start a container, and wait for the headers of the answer before they do.</summary>
internal static class WaitEndpoint
{
    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan _stateInterval = TimeSpan.FromMilliseconds(100);

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

    // The record of events is the quicker of the two, and has the code of a container that is removed at its end. The state is seen
    // also where nothing has released the container yet.
    private static async Task<int> EndAsync(ApiRequest request, NetContainer container, DateTimeOffset begin, string condition)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(request.Aborted);
        Task<int>[] ways = [ByEventsAsync(request.Host, container, begin, condition, ended.Token), ByStateAsync(request.Host, container, begin, condition, ended.Token)];
        Task<int> first = await Task.WhenAny(ways).ConfigureAwait(false);
        await ended.CancelAsync().ConfigureAwait(false);
        return await first.ConfigureAwait(false);
    }

    private static async Task<int> ByEventsAsync(NetHost host, NetContainer container, DateTimeOffset begin, string condition, CancellationToken cancellation)
    {
        int code = container.ExitCode ?? 0;
        await foreach (ContainerEvent one in host.Containers.FollowEvents(begin, DateTimeOffset.MaxValue, _interval, cancellation).ConfigureAwait(false))
        {
            if (one.Id != container.Id) continue;
            if (one.Action == "die") code = one.ExitCode ?? 0;
            if (one.Action == "destroy" || (one.Action == "die" && condition != "removed")) break;
        }
        return code;
    }

    private static async Task<int> ByStateAsync(NetHost host, NetContainer container, DateTimeOffset begin, string condition, CancellationToken cancellation)
    {
        int code = container.ExitCode ?? 0;
        while (true)
        {
            await Task.Delay(_stateInterval, cancellation).ConfigureAwait(false);
            if (TryGet(host, container.Id) is not { } now) return host.Containers.ListEvents(begin).LastOrDefault(one => one.Id == container.Id && one.Action == "die")?.ExitCode ?? code;
            bool hasRun = container.IsRunning() || now.Started > begin;
            if (!hasRun || now.IsRunning()) continue;
            code = now.ExitCode ?? code;
            if (condition != "removed") return code;
        }
    }

    private static NetContainer? TryGet(NetHost host, string id)
    {
        try
        {
            return host.Containers.Get(id);
        }
        catch (ContainerNetException e) when (e.Kind == ErrorKind.NotFound)
        {
            return null;
        }
    }
}
