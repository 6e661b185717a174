using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using ContainerNet.Service.Api.Http;
using Microsoft.AspNetCore.Http;

namespace ContainerNet.Service.Api.Engine;

/// <summary>The endpoints about the engine itself, and of what this engine has not.</summary>
internal static class EngineEndpoints
{
    private static readonly TimeSpan _eventInterval = TimeSpan.FromMilliseconds(100);

    public static void Map(EndpointTable table)
    {
        table.Map("GET", "/_ping", request => PingAsync(request, "OK"));
        table.Map("HEAD", "/_ping", request => PingAsync(request, ""));
        table.Map("GET", "/version", request => request.AnswerAsync(Version()));
        table.Map("GET", "/info", request => request.AnswerAsync(Info(request.Host)));
        table.Map("GET", "/events", EventsAsync);
        table.Map("GET", "/plugins", request => request.AnswerAsync(new JsonArray()));
        table.Map("GET", "/plugins/{**rest}", request => throw ApiException.NotFound($"plugin \"{request.Route("rest").Split('/')[0]}\" not found"));
        table.Map("POST", "/build", _ => throw new ApiException(501, "This engine does not build images. Build with buildah, and import the result with Import-ContainerImage."));
        foreach (string kind in new[] { "swarm", "nodes", "services", "tasks", "secrets", "configs" }) table.Map("GET", $"/{kind}", _ => throw new ApiException(503, "This node is not a swarm manager. Use \"docker swarm init\" or \"docker swarm join\" to connect this node to swarm and try again."));
    }

    private static Task PingAsync(ApiRequest request, string text)
    {
        HttpResponse response = request.Context.Response;
        response.Headers.CacheControl = "no-cache, no-store, must-revalidate";
        response.Headers.Pragma = "no-cache";
        response.ContentType = "text/plain; charset=utf-8";
        response.ContentLength = 2;
        return text.Length == 0 ? Task.CompletedTask : response.WriteAsync(text, request.Aborted);
    }

    private static JsonObject Version() => new()
    {
        ["Platform"] = new JsonObject { ["Name"] = "ContainerNet" },
        ["Version"] = Product.Version,
        ["ApiVersion"] = $"{ApiVersion.Newest}",
        ["MinAPIVersion"] = $"{ApiVersion.Oldest}",
        ["GitCommit"] = "",
        ["GoVersion"] = "",
        ["Os"] = "linux",
        ["Arch"] = Architecture,
        ["KernelVersion"] = Kernel,
        ["BuildTime"] = "",
        ["Components"] = JsonText.List([new JsonObject { ["Name"] = "Engine", ["Version"] = Product.Version, ["Details"] = new JsonObject { ["ApiVersion"] = $"{ApiVersion.Newest}", ["MinAPIVersion"] = $"{ApiVersion.Oldest}", ["Os"] = "linux", ["Arch"] = Architecture, ["KernelVersion"] = Kernel } }]),
    };

    private static JsonObject Info(NetHost host)
    {
        IReadOnlyList<NetContainer> containers = host.Containers.List();
        int Count(ContainerState state) => containers.Count(container => container.State == state);
        return new JsonObject
        {
            ["ID"] = File.Exists(host.Options.MachineIdFile) ? File.ReadAllText(host.Options.MachineIdFile).Trim() : "",
            ["Containers"] = containers.Count,
            ["ContainersRunning"] = Count(ContainerState.Running),
            ["ContainersPaused"] = Count(ContainerState.Paused),
            ["ContainersStopped"] = containers.Count - Count(ContainerState.Running) - Count(ContainerState.Paused),
            ["Images"] = host.Images.List().Count,
            ["Driver"] = "overlay2",
            ["DriverStatus"] = new JsonArray(),
            ["Plugins"] = new JsonObject { ["Volume"] = JsonText.List(["local"]), ["Network"] = JsonText.List(["bridge", "host", "macvlan", "null"]), ["Authorization"] = null, ["Log"] = JsonText.List(["k8s-file"]) },
            ["MemoryLimit"] = true,
            ["SwapLimit"] = true,
            ["PidsLimit"] = true,
            ["IPv4Forwarding"] = File.ReadAllText("/proc/sys/net/ipv4/ip_forward").Trim() == "1",
            ["SystemTime"] = JsonText.Time(DateTimeOffset.UtcNow),
            ["LoggingDriver"] = "k8s-file",
            ["CgroupDriver"] = "cgroupfs",
            ["CgroupVersion"] = File.Exists("/sys/fs/cgroup/cgroup.controllers") ? "2" : "1",
            ["KernelVersion"] = Kernel,
            ["OperatingSystem"] = RuntimeInformation.OSDescription,
            ["OSType"] = "linux",
            ["Architecture"] = RuntimeInformation.OSArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? "aarch64" : "x86_64",
            ["IndexServerAddress"] = "",
            ["NCPU"] = Environment.ProcessorCount,
            ["MemTotal"] = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
            ["DockerRootDir"] = host.Options.StateDirectory,
            ["Name"] = Environment.MachineName,
            ["Labels"] = new JsonArray(),
            ["ExperimentalBuild"] = false,
            ["ServerVersion"] = Product.Version,
            ["Runtimes"] = new JsonObject { ["runc"] = new JsonObject { ["path"] = "runc" } },
            ["DefaultRuntime"] = "runc",
            ["Swarm"] = new JsonObject { ["NodeID"] = "", ["NodeAddr"] = "", ["LocalNodeState"] = "inactive", ["ControlAvailable"] = false, ["Error"] = "", ["RemoteManagers"] = null },
            ["LiveRestoreEnabled"] = true,
            ["InitBinary"] = "docker-init",
            ["SecurityOptions"] = JsonText.List(["name=seccomp,profile=builtin"]),
            ["Warnings"] = null,
        };
    }

    private static async Task EventsAsync(ApiRequest request)
    {
        Filters filters = request.Filters();
        DateTimeOffset since = request.Time("since") ?? DateTimeOffset.UtcNow, until = request.Time("until") ?? DateTimeOffset.MaxValue;
        await using Stream body = await request.BeginAsync("application/json").ConfigureAwait(false);
        await foreach (ContainerEvent one in request.Host.Containers.FollowEvents(since, until, _eventInterval, request.Aborted).ConfigureAwait(false))
        {
            if (Matches(one, filters)) await JsonText.WriteLineAsync(body, EventJson(one), request.Aborted).ConfigureAwait(false);
        }
    }

    private static bool Matches(ContainerEvent one, Filters filters)
        => filters.Match("type", type => type == "container")
            && filters.Match("event", action => action == one.Action)
            && filters.Match("container", container => one.Name == container || one.Id.StartsWith(container, StringComparison.Ordinal))
            && filters.Match("image", image => one.Image == image || one.Image == $"{image}:latest");

    private static JsonObject EventJson(ContainerEvent one)
    {
        var attributes = new JsonObject { ["image"] = one.Image, ["name"] = one.Name };
        if (one.ExitCode is { } code) attributes["exitCode"] = code.ToString(CultureInfo.InvariantCulture);
        if (one.Signal is { } signal) attributes["signal"] = signal.ToString(CultureInfo.InvariantCulture);
        long nanoseconds = (one.Time - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
        return new JsonObject
        {
            ["status"] = one.Action,
            ["id"] = one.Id,
            ["from"] = one.Image,
            ["Type"] = "container",
            ["Action"] = one.Action,
            ["Actor"] = new JsonObject { ["ID"] = one.Id, ["Attributes"] = attributes },
            ["scope"] = "local",
            ["time"] = one.Time.ToUnixTimeSeconds(),
            ["timeNano"] = nanoseconds,
        };
    }

    private static string Kernel => File.ReadAllText("/proc/sys/kernel/osrelease").Trim();

    private static string Architecture => RuntimeInformation.OSArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? "arm64" : "amd64";
}
