using ContainerNet.Service.Api.Http;

namespace ContainerNet.Service.Api.Containers;

/// <summary>The filters of <c>GET /containers/json</c>.</summary>
internal static class ContainerFilters
{
    /// <summary>The containers that a request asks for, the newest first.</summary>
    public static IEnumerable<NetContainer> Apply(ApiRequest request)
    {
        Filters filters = request.Filters().Allow("ancestor", "before", "exited", "expose", "health", "id", "is-task", "isolation", "label", "name", "network", "publish", "since", "status", "volume");
        NetContainer[] all = [.. request.Host.Containers.List().Reverse()];
        int? limit = request.Number("limit") is > 0 and var count ? count : null;
        bool isWhole = request.Flag("all") || limit is not null || filters.Of("status").Count > 0 || filters.Of("exited").Count > 0;
        IEnumerable<NetContainer> found = all.Where(container => (isWhole || container.IsRunning()) && Matches(container, filters));
        if (filters.Of("before") is [var before, ..]) found = found.SkipWhile(container => !Is(container, before)).Skip(1);
        if (filters.Of("since") is [var since, ..]) found = found.TakeWhile(container => !Is(container, since));
        return limit is { } most ? found.Take(most) : found;
    }

    /// <summary>Whether a container matches the filters that look at one container alone.</summary>
    public static bool Matches(NetContainer container, Filters filters)
        => filters.Match("id", id => container.Id.StartsWith(id, StringComparison.OrdinalIgnoreCase))
            && filters.Match("name", name => IsNamed(container.Name, name))
            && filters.Match("status", status => ContainerDocument.StateText(container) == status)
            && filters.Match("exited", code => container.State == ContainerState.Exited && $"{container.ExitCode}" == code)
            && filters.Match("ancestor", image => container.Image == image || $"{container.Image}:latest" == image || container.Image == $"{image}:latest" || IsImageId(container, image))
            && filters.Match("network", network => container.Network.Contains(network) || container.Endpoints.Any(endpoint => endpoint.Network == network))
            && filters.Match("publish", port => container.Ports.Any(mapping => IsPort(mapping.HostPort, mapping.Protocol, port)))
            && filters.Match("expose", port => container.Request.Expose.Contains(port) || container.Ports.Any(mapping => IsPort(mapping.ContainerPort, mapping.Protocol, port)))
            && filters.Match("volume", volume => container.Request.Volumes.Any(one => one.Split(':').Contains(volume)))
            && filters.Match("health", health => health == "none")
            && filters.Match("is-task", value => value is "false" or "0")
            && filters.MatchLabels(container.Labels);

    // Docker takes a regular expression, which matches anywhere, with or without the slash before the name.
    private static bool IsNamed(string name, string pattern)
    {
        try
        {
            var expression = new System.Text.RegularExpressions.Regex(pattern, System.Text.RegularExpressions.RegexOptions.NonBacktracking);
            return expression.IsMatch(name) || expression.IsMatch($"/{name}");
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return name.Contains(pattern, StringComparison.Ordinal);
        }
    }

    private static bool Is(NetContainer container, string nameOrId) => container.Name == nameOrId.TrimStart('/') || container.Id.StartsWith(nameOrId, StringComparison.Ordinal);

    private static bool IsImageId(NetContainer container, string image)
        => container.ImageId is { } id && image.Length >= 4 && id[(id.IndexOf(':', StringComparison.Ordinal) + 1)..].StartsWith(image[(image.IndexOf(':', StringComparison.Ordinal) + 1)..], StringComparison.Ordinal);

    private static bool IsPort(int port, TransportProtocol protocol, string wanted) => wanted == $"{port}" || wanted == $"{port}/{protocol.Name()}";
}
