using System.Text.Json.Nodes;
using ContainerNet.Service.Api.Http;
using Microsoft.AspNetCore.Http;

namespace ContainerNet.Service.Api.Volumes;

/// <summary>The endpoints of volumes.</summary>
internal static class VolumeEndpoints
{
    public static void Map(EndpointTable table)
    {
        table.Map("GET", "/volumes", List);
        table.Map("POST", "/volumes/create", CreateAsync);
        table.Map("POST", "/volumes/prune", PruneAsync);
        table.Map("GET", "/volumes/{name}", request => request.AnswerAsync(Document(request.Host.Volumes.Get(request.Route("name")))));
        table.Map("DELETE", "/volumes/{name}", RemoveAsync);
    }

    private static Task List(ApiRequest request)
    {
        Filters filters = request.Filters().Allow("dangling", "driver", "label", "name");
        IEnumerable<ContainerVolume> found = request.Host.Volumes.List().Where(volume =>
            filters.Match("name", name => volume.Name.Contains(name, StringComparison.Ordinal))
            && filters.Match("driver", driver => volume.Driver == driver)
            && filters.Match("dangling", wanted => wanted is "true" or "1" == (volume.Containers.Count == 0))
            && filters.MatchLabels(volume.Labels));
        return request.AnswerAsync(new JsonObject { ["Volumes"] = JsonText.List(found.Select(Document)), ["Warnings"] = new JsonArray() });
    }

    private static async Task CreateAsync(ApiRequest request)
    {
        JsonObject body = await request.BodyAsync().ConfigureAwait(false);
        body.RefuseOthers("Volume", "Name", "Driver", "DriverOpts", "Labels");
        if (body.Text("Driver") is { } driver and not "local") throw ApiException.NotFound($"error looking up volume plugin {driver}: plugin \"{driver}\" not found");
        string? name = body.Text("Name");
        // An existing volume of that name is the answer, as with Docker.
        ContainerVolume? present = request.Host.Volumes.List().FirstOrDefault(volume => volume.Name == name);
        ContainerVolume volume = present ?? await ApiRequest.Run(() => request.Host.Volumes.Create(new VolumeDefinition { Name = name, Options = body.Pairs("DriverOpts"), Labels = body.Pairs("Labels") })).ConfigureAwait(false);
        await request.AnswerAsync(Document(volume), StatusCodes.Status201Created).ConfigureAwait(false);
    }

    private static async Task RemoveAsync(ApiRequest request)
    {
        string name = request.Route("name");
        if (!request.Flag("force") || request.Host.Volumes.List().Any(volume => volume.Name == name)) await ApiRequest.Run(() => request.Host.Volumes.Remove(name)).ConfigureAwait(false);
        await request.AnswerAsync(StatusCodes.Status204NoContent).ConfigureAwait(false);
    }

    private static async Task PruneAsync(ApiRequest request)
    {
        Filters filters = request.Filters().Allow("all", "label", "label!");
        string[] names = [.. request.Host.Volumes.ListUnused(filters.Of("all").Any(value => value is "true" or "1")).Where(volume => filters.MatchLabels(volume.Labels)).Select(volume => volume.Name)];
        foreach (string name in names) await ApiRequest.Run(() => request.Host.Volumes.Remove(name)).ConfigureAwait(false);
        await request.AnswerAsync(new JsonObject { ["VolumesDeleted"] = JsonText.List(names), ["SpaceReclaimed"] = 0 }).ConfigureAwait(false);
    }

    private static JsonObject Document(ContainerVolume volume) => new()
    {
        ["Name"] = volume.Name,
        ["Driver"] = volume.Driver,
        ["Mountpoint"] = volume.Mountpoint,
        ["CreatedAt"] = volume.Created.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture),
        ["Scope"] = "local",
        ["Labels"] = JsonText.Pairs(volume.Labels),
        ["Options"] = volume.Options.Count > 0 ? JsonText.Pairs(volume.Options) : null,
    };
}
