using System.Text.Json.Nodes;
using ContainerNet.Containers.Images;
using ContainerNet.Service.Api.Http;

namespace ContainerNet.Service.Api.Images;

/// <summary>The endpoints of images.</summary>
internal static class ImageEndpoints
{
    private const string InspectSuffix = "/json";

    public static void Map(EndpointTable table)
    {
        table.Map("GET", "/images/json", List);
        table.Map("POST", "/images/create", PullAsync);
        table.Map("GET", "/images/{**rest}", Inspect);
        table.Map("DELETE", "/images/{**name}", RemoveAsync);
    }

    private static Task List(ApiRequest request)
    {
        Filters filters = request.Filters().Allow("before", "dangling", "label", "reference", "since", "until");
        ILookup<string?, NetContainer> users = request.Host.Containers.List().ToLookup(container => container.ImageId);
        IEnumerable<ContainerImage> found = request.Host.Images.List().Reverse().Where(image =>
            filters.Match("dangling", wanted => wanted is "true" or "1" == (image.References.Count == 0))
            && filters.Match("reference", pattern => image.References.Any(reference => IsLike(reference, pattern)))
            && filters.MatchLabels(image.Config.Labels));
        return request.AnswerAsync(JsonText.List(found.Select(image => ImageDocument.Summary(image, users[image.Id].Count()))));
    }

    private static Task Inspect(ApiRequest request)
    {
        string rest = request.Route("rest");
        if (!rest.EndsWith(InspectSuffix, StringComparison.Ordinal)) throw ApiException.NotFound("page not found");
        string name = rest[..^InspectSuffix.Length];
        return request.AnswerAsync(ImageDocument.Whole(request.Host.Images.Find(name) ?? throw ApiException.NotFound($"No such image: {name}")));
    }

    // Progress is a JSON object a line. An error after the first line is one of them, because the status has been sent.
    private static async Task PullAsync(ApiRequest request)
    {
        if (request.Query("fromSrc") is not null) throw new ApiException(501, "Importing an image from a tar archive is not supported by this endpoint. Use Import-ContainerImage.");
        string name = request.Query("fromImage") ?? throw ApiException.BadRequest("fromImage is not given");
        string reference = request.Query("tag") is not { } tag ? name : tag.Contains(':', StringComparison.Ordinal) ? $"{name}@{tag}" : $"{name}:{tag}";
        ImageReference parsed = ImageReference.Parse(reference);
        await using Stream body = await request.BeginAsync("application/json").ConfigureAwait(false);
        void Tell(JsonObject line) => JsonText.WriteLineAsync(body, line, request.Aborted).GetAwaiter().GetResult();
        await ApiRequest.Run(() =>
        {
            Tell(new JsonObject { ["status"] = $"Pulling from {parsed.Path}", ["id"] = parsed.Tag ?? "latest" });
            try
            {
                ContainerImage image = request.Host.Images.Pull(reference, progress => Tell(Progress(progress)), request.Aborted);
                Tell(new JsonObject { ["status"] = $"Digest: {image.Id}" });
                Tell(new JsonObject { ["status"] = $"Status: Downloaded newer image for {parsed.Familiar}" });
            }
            catch (ContainerNetException e)
            {
                Tell(new JsonObject { ["errorDetail"] = new JsonObject { ["message"] = e.Message }, ["error"] = e.Message });
            }
        }).ConfigureAwait(false);
    }

    private static JsonObject Progress(ImageProgress progress)
    {
        var line = new JsonObject { ["status"] = progress.Activity, ["id"] = progress.Image };
        if (progress.TotalBytes is { } total) line["progressDetail"] = new JsonObject { ["current"] = progress.Bytes, ["total"] = total };
        return line;
    }

    private static async Task RemoveAsync(ApiRequest request)
    {
        string name = request.Route("name");
        NetHost host = request.Host;
        ContainerImage image = host.Images.Find(name) ?? throw ApiException.NotFound($"No such image: {name}");
        await ApiRequest.Run(() => host.Images.Remove(name, host.Containers.ListImagesInUse(), request.Flag("force"))).ConfigureAwait(false);
        // What is left of it says what was removed: a reference, or the image with all of them.
        ContainerImage? left = host.Images.Find(image.Id);
        var lines = image.References.Where(reference => left is null || !left.References.Contains(reference)).Select(reference => new JsonObject { ["Untagged"] = ImageDocument.Familiar(reference) }).ToList();
        if (left is null) lines.Add(new JsonObject { ["Deleted"] = image.Id });
        await request.AnswerAsync(JsonText.List(lines)).ConfigureAwait(false);
    }

    // A pattern of path.Match, whose stars do not cross a slash, on the name with or without its tag.
    private static bool IsLike(string reference, string pattern)
    {
        string familiar = ImageDocument.Familiar(reference);
        string expression = $"^{System.Text.RegularExpressions.Regex.Escape(pattern).Replace("\\*", "[^/]*", StringComparison.Ordinal).Replace("\\?", "[^/]", StringComparison.Ordinal)}(:[^/]*)?$";
        return System.Text.RegularExpressions.Regex.IsMatch(familiar, expression);
    }
}
