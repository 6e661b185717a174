using System.Text.Json.Nodes;
using ContainerNet.Containers.Files;
using ContainerNet.Linux.Files;
using ContainerNet.Linux.Syscalls;
using ContainerNet.Service.Api.Http;
using ContainerNet.Service.Api.Images;
using Microsoft.AspNetCore.Http;

namespace ContainerNet.Service.Api.Containers;

/// <summary>The endpoints of a container's files.</summary>
internal static class FileEndpoints
{
    // Go's os.FileMode has bits of its own for the types.
    private const uint GoDirectory = 1u << 31, GoLink = 1u << 27, GoDevice = 1u << 26, GoPipe = 1u << 25, GoSocket = 1u << 24, GoSetUser = 1u << 23, GoSetGroup = 1u << 22, GoCharacterDevice = 1u << 21, GoSticky = 1u << 20;

    public static void Map(EndpointTable table)
    {
        table.Map("HEAD", "/containers/{id}/archive", StatusAsync);
        table.Map("GET", "/containers/{id}/archive", ReadAsync);
        table.Map("PUT", "/containers/{id}/archive", WriteAsync);
        table.Map("GET", "/containers/{id}/changes", ChangesAsync);
        table.Map("GET", "/containers/{id}/export", ExportAsync);
        table.Map("POST", "/commit", CommitAsync);
    }

    private static async Task StatusAsync(ApiRequest request) => SetStatus(request, await LookAsync(request).ConfigureAwait(false));

    private static async Task ReadAsync(ApiRequest request)
    {
        (string id, string path) = Place(request);
        SetStatus(request, await LookAsync(request).ConfigureAwait(false));
        await using Stream body = await request.BeginAsync("application/x-tar").ConfigureAwait(false);
        await ApiRequest.Run(() => request.Host.Containers.ReadArchive(id, path, body, request.Aborted)).ConfigureAwait(false);
    }

    private static async Task WriteAsync(ApiRequest request)
    {
        (string id, string path) = Place(request);
        request.AllowAnyLength();
        await ApiRequest.Run(() => request.Host.Containers.WriteArchive(id, path, request.Context.Request.Body, request.Flag("noOverwriteDirNonDir"), request.Aborted)).ConfigureAwait(false);
        await request.AnswerAsync(StatusCodes.Status200OK).ConfigureAwait(false);
    }

    private static async Task ChangesAsync(ApiRequest request)
    {
        string id = request.Host.Containers.Get(request.Route("id")).Id;
        IReadOnlyList<ContainerChange> changes = await ApiRequest.Run(() => request.Host.Containers.ListChanges(id, request.Aborted)).ConfigureAwait(false);
        await request.AnswerAsync(JsonText.List(changes.Select(change => new JsonObject { ["Path"] = change.Path, ["Kind"] = change.Kind switch { ContainerChangeKind.Added => 1, ContainerChangeKind.Deleted => 2, _ => 0 } }))).ConfigureAwait(false);
    }

    private static async Task ExportAsync(ApiRequest request)
    {
        string id = request.Host.Containers.Get(request.Route("id")).Id;
        await using Stream body = await request.BeginAsync("application/x-tar").ConfigureAwait(false);
        await ApiRequest.Run(() => request.Host.Containers.Export(id, body, request.Aborted)).ConfigureAwait(false);
    }

    private static async Task CommitAsync(ApiRequest request)
    {
        string id = request.Host.Containers.Get(request.Query("container") ?? throw ApiException.BadRequest("No container is given.")).Id;
        string? repository = request.Query("repo");
        var options = new ContainerCommitOptions
        {
            Reference = repository is null ? null : $"{repository}:{request.Query("tag") ?? "latest"}",
            Author = request.Query("author"),
            Message = request.Query("comment"),
            Changes = [.. request.Context.Request.Query["changes"].OfType<string>().SelectMany(change => change.Split('\n', StringSplitOptions.RemoveEmptyEntries))],
        };
        ContainerImage image = await ApiRequest.Run(() => request.Host.Containers.Commit(id, options, request.Aborted)).ConfigureAwait(false);
        await request.AnswerAsync(new JsonObject { ["Id"] = image.Id }, StatusCodes.Status201Created).ConfigureAwait(false);
    }

    private static (string Id, string Path) Place(ApiRequest request)
        => (request.Host.Containers.Get(request.Route("id")).Id, request.Query("path") ?? throw ApiException.BadRequest("missing parameter: path"));

    private static Task<ContainerFileStatus> LookAsync(ApiRequest request)
    {
        (string id, string path) = Place(request);
        return ApiRequest.Run(() => request.Host.Containers.StatusOf(id, path, request.Aborted));
    }

    private static void SetStatus(ApiRequest request, ContainerFileStatus status) => request.Context.Response.Headers["X-Docker-Container-Path-Stat"] = Convert.ToBase64String(JsonText.Bytes(new JsonObject
    {
        ["name"] = status.Name == "." ? "/" : status.Name,
        ["size"] = status.Status.Size,
        ["mode"] = GoMode(status.Status),
        ["mtime"] = JsonText.Time(DateTimeOffset.UnixEpoch.AddSeconds(status.Status.Modified.Seconds)),
        ["linkTarget"] = status.LinkTarget,
    }));

    private static uint GoMode(EntryStatus status)
    {
        uint type = status.IsFolder ? GoDirectory
            : status.IsLink ? GoLink
            : status.Type == FileType.BlockDevice ? GoDevice
            : status.Type == FileType.CharacterDevice ? GoDevice | GoCharacterDevice
            : status.Type == FileType.Fifo ? GoPipe
            : status.IsFile ? 0 : GoSocket;
        uint special = ((status.Permissions & 0b100_000_000_000) != 0 ? GoSetUser : 0) | ((status.Permissions & 0b010_000_000_000) != 0 ? GoSetGroup : 0) | ((status.Permissions & 0b001_000_000_000) != 0 ? GoSticky : 0);
        return type | special | (status.Permissions & 0b111_111_111);
    }
}
