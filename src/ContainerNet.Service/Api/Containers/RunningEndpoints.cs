using System.Globalization;
using System.Text.Json.Nodes;
using ContainerNet.Service.Api.Http;
using Microsoft.AspNetCore.Http;

namespace ContainerNet.Service.Api.Containers;

/// <summary>The endpoints of what is done to a container while it runs, and of what it does meanwhile.</summary>
internal static class RunningEndpoints
{
    // The processor's share is taken from two looks this far apart.
    private static readonly TimeSpan _sample = TimeSpan.FromMilliseconds(500);

    public static void Map(EndpointTable table)
    {
        table.Map("POST", "/containers/{id}/pause", request => ChangeAsync(request, id => request.Host.Containers.Suspend(id)));
        table.Map("POST", "/containers/{id}/unpause", request => ChangeAsync(request, id => request.Host.Containers.Resume(id)));
        table.Map("POST", "/containers/{id}/rename", RenameAsync);
        table.Map("POST", "/containers/{id}/update", UpdateAsync);
        table.Map("GET", "/containers/{id}/top", Top);
        table.Map("GET", "/containers/{id}/stats", StatisticsAsync);
    }

    private static Task RenameAsync(ApiRequest request)
    {
        string name = request.Query("name")?.TrimStart('/') ?? throw ApiException.BadRequest("Neither old nor new names may be empty");
        return ChangeAsync(request, id => request.Host.Containers.Rename(id, name));
    }

    private static async Task UpdateAsync(ApiRequest request)
    {
        ContainerUpdateOptions changes = ContainerRequestBody.ReadUpdate(await request.BodyAsync().ConfigureAwait(false));
        string id = request.Host.Containers.Get(request.Route("id")).Id;
        await ApiRequest.Run(() => request.Host.Containers.Update(id, changes)).ConfigureAwait(false);
        await request.AnswerAsync(new JsonObject { ["Warnings"] = new JsonArray() }).ConfigureAwait(false);
    }

    private static async Task ChangeAsync(ApiRequest request, Action<string> change)
    {
        string id = request.Host.Containers.Get(request.Route("id")).Id;
        await ApiRequest.Run(() => change(id)).ConfigureAwait(false);
        await request.AnswerAsync(StatusCodes.Status204NoContent).ConfigureAwait(false);
    }

    // The columns of ps -ef, which Docker runs unless it is told other arguments.
    private static Task Top(ApiRequest request)
    {
        if (request.Query("ps_args") is { } arguments and not "-ef") throw ApiException.BadRequest($"'{arguments}' is not supported. The columns are those of ps -ef.");
        IEnumerable<JsonNode> rows = request.Host.Containers.ListProcesses(request.Route("id")).Select(process => JsonText.List([
            process.User, Text(process.ProcessId), Text(process.ParentProcessId), "0", process.Started.ToLocalTime().ToString("HH:mm", CultureInfo.InvariantCulture), "?",
            process.CpuTimeValue.ToString(@"hh\:mm\:ss", CultureInfo.InvariantCulture), process.Command.Count > 0 ? string.Join(' ', process.Command) : $"[{process.ProcessName}]",
        ]));
        return request.AnswerAsync(new JsonObject { ["Titles"] = JsonText.List(["UID", "PID", "PPID", "C", "STIME", "TTY", "TIME", "CMD"]), ["Processes"] = JsonText.List(rows) });
    }

    private static async Task StatisticsAsync(ApiRequest request)
    {
        NetContainer container = request.Host.Containers.Get(request.Route("id"));
        bool isStream = request.Query("stream") is not ("0" or "false" or "False");
        await using Stream body = await request.BeginAsync("application/json").ConfigureAwait(false);
        while (true)
        {
            JsonObject statistics = await ApiRequest.Run(() => StatisticsDocument.Of(request.Host, container, _sample, request.Aborted)).ConfigureAwait(false);
            await JsonText.WriteLineAsync(body, statistics, request.Aborted).ConfigureAwait(false);
            if (!isStream || !request.Host.Containers.Exists(container.Name)) return;
            // One that does not run has nothing to sample.
            await Task.Delay(_sample, request.Aborted).ConfigureAwait(false);
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
