using System.Text.Json.Nodes;
using ContainerNet.Service.Api.Http;
using Microsoft.AspNetCore.Http;

namespace ContainerNet.Service.Api.Containers;

/// <summary>The endpoints of containers: lists, creation, and all that begins and ends a container.</summary>
/// <param name="pending">The clients that wait for a start.</param>
internal sealed class ContainerEndpoints(PendingAttachments pending)
{
    public void Map(EndpointTable table)
    {
        table.Map("GET", "/containers/json", List);
        table.Map("POST", "/containers/create", CreateAsync);
        table.Map("POST", "/containers/prune", PruneAsync);
        table.Map("GET", "/containers/{id}/json", Inspect);
        table.Map("GET", "/containers/{id}/logs", LogEndpoint.ReadAsync);
        table.Map("POST", "/containers/{id}/start", StartAsync);
        table.Map("POST", "/containers/{id}/stop", StopAsync);
        table.Map("POST", "/containers/{id}/restart", RestartAsync);
        table.Map("POST", "/containers/{id}/kill", KillAsync);
        table.Map("POST", "/containers/{id}/wait", WaitEndpoint.WaitAsync);
        table.Map("POST", "/containers/{id}/resize", ResizeAsync);
        table.Map("DELETE", "/containers/{id}", RemoveAsync);
    }

    private static Task List(ApiRequest request)
    {
        var document = new ContainerDocument(request.Host);
        DateTimeOffset now = DateTimeOffset.UtcNow;
        return request.AnswerAsync(JsonText.List(ContainerFilters.Apply(request).Select(container => document.Summary(container, now))));
    }

    private static async Task CreateAsync(ApiRequest request)
    {
        string? name = request.Query("name")?.TrimStart('/');
        ContainerOptions options = ContainerRequestBody.Read(await request.BodyAsync().ConfigureAwait(false), name);
        NetHost host = request.Host;
        if (name is not null && host.Containers.Exists(name))
            throw ApiException.Conflict($"Conflict. The container name \"/{name}\" is already in use by container \"{host.Containers.Get(name).Id}\". You have to remove (or rename) that container to be able to reuse that name.");
        // A client pulls an image that is missing, and shows how far it is.
        if (host.Images.Find(options.Image!) is null) throw ApiException.NotFound($"No such image: {WithTag(options.Image!)}");
        NetContainer container = await ApiRequest.Run(() => host.Containers.Create(options)).ConfigureAwait(false);
        await request.AnswerAsync(new JsonObject { ["Id"] = container.Id, ["Warnings"] = new JsonArray() }, StatusCodes.Status201Created).ConfigureAwait(false);
    }

    private static Task Inspect(ApiRequest request)
    {
        NetContainer container = request.Host.Containers.Get(request.Route("id"));
        ContainerImage? image = container.ImageId is { } id ? request.Host.Images.Find(id) : null;
        return request.AnswerAsync(new ContainerDocument(request.Host).Whole(container, image, request.Host.Containers.LogPathOf(container.Id)));
    }

    private async Task StartAsync(ApiRequest request)
    {
        NetContainer container = request.Host.Containers.Get(request.Route("id"));
        if (container.IsRunning())
        {
            await request.AnswerAsync(StatusCodes.Status304NotModified).ConfigureAwait(false);
            return;
        }
        await ApiRequest.Run(() => request.Host.Containers.Start(container.Id, attended: false, pending.Connect, starting: null, CancellationToken.None)).ConfigureAwait(false);
        await request.AnswerAsync(StatusCodes.Status204NoContent).ConfigureAwait(false);
    }

    private static async Task StopAsync(ApiRequest request)
    {
        NetContainer container = request.Host.Containers.Get(request.Route("id"));
        bool isRunning = container.IsRunning();
        await ApiRequest.Run(() => request.Host.Containers.Stop(container.Id, HowToStop(request))).ConfigureAwait(false);
        await request.AnswerAsync(isRunning ? StatusCodes.Status204NoContent : StatusCodes.Status304NotModified).ConfigureAwait(false);
    }

    private static async Task RestartAsync(ApiRequest request)
    {
        string id = request.Host.Containers.Get(request.Route("id")).Id;
        await ApiRequest.Run(() => request.Host.Containers.Restart(id, HowToStop(request))).ConfigureAwait(false);
        await request.AnswerAsync(StatusCodes.Status204NoContent).ConfigureAwait(false);
    }

    private static async Task KillAsync(ApiRequest request)
    {
        NetContainer container = request.Host.Containers.Get(request.Route("id"));
        if (!container.IsRunning()) throw ApiException.Conflict($"cannot kill container: {request.Route("id")}: container {container.Id} is not running");
        await ApiRequest.Run(() => request.Host.Containers.SendSignal(container.Id, request.Query("signal") ?? "KILL")).ConfigureAwait(false);
        await request.AnswerAsync(StatusCodes.Status204NoContent).ConfigureAwait(false);
    }

    private static async Task ResizeAsync(ApiRequest request)
    {
        NetContainer container = request.Host.Containers.Get(request.Route("id"));
        (int rows, int columns) = request.TerminalSize();
        if (!container.IsRunning()) throw ApiException.Conflict($"container {container.Id} is not running");
        request.Host.Containers.Resize(container.Id, rows, columns);
        await request.AnswerAsync(StatusCodes.Status200OK).ConfigureAwait(false);
    }

    private static async Task RemoveAsync(ApiRequest request)
    {
        NetContainer container = request.Host.Containers.Get(request.Route("id"));
        bool force = request.Flag("force");
        if (!force && container.IsRunning())
            throw ApiException.Conflict($"cannot remove container \"/{container.Name}\": container is running: stop the container before removing or force remove");
        await ApiRequest.Run(() => request.Host.Containers.Remove(container.Id, force)).ConfigureAwait(false);
        await request.AnswerAsync(StatusCodes.Status204NoContent).ConfigureAwait(false);
    }

    private static async Task PruneAsync(ApiRequest request)
    {
        Filters filters = request.Filters().Allow("label", "label!", "until");
        NetContainer[] ended = [.. request.Host.Containers.List().Where(container => !container.IsRunning() && ContainerFilters.Matches(container, filters))];
        var removed = new List<string>();
        foreach (NetContainer container in ended)
        {
            await ApiRequest.Run(() => request.Host.Containers.Remove(container.Id)).ConfigureAwait(false);
            removed.Add(container.Id);
        }
        await request.AnswerAsync(new JsonObject { ["ContainersDeleted"] = JsonText.List(removed), ["SpaceReclaimed"] = 0 }).ConfigureAwait(false);
    }

    // -1 waits without an end.
    private static ContainerStopOptions HowToStop(ApiRequest request) => new()
    {
        Signal = request.Query("signal"),
        Timeout = request.Number("t") switch { null => null, < 0 => Timeout.InfiniteTimeSpan, { } seconds => TimeSpan.FromSeconds(seconds) },
    };

    private static string WithTag(string image) => image[(image.LastIndexOf('/') + 1)..].Contains(':', StringComparison.Ordinal) || image.Contains('@', StringComparison.Ordinal) ? image : $"{image}:latest";
}
