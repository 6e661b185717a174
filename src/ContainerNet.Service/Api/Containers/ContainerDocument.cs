using System.Globalization;
using System.Text.Json.Nodes;
using ContainerNet.Service.Api.Http;

namespace ContainerNet.Service.Api.Containers;

/// <summary>A container as the API shows it: in lists, and whole.</summary>
internal sealed class ContainerDocument(NetHost host)
{
    private readonly Dictionary<string, string> _networkIds = host.Networks.List().ToDictionary(network => network.Name, network => network.Id);

    private const double NanoCpus = 1e9;

    /// <summary>An element of <c>GET /containers/json</c>.</summary>
    public JsonObject Summary(NetContainer container, DateTimeOffset now) => new()
    {
        ["Id"] = container.Id,
        ["Names"] = JsonText.List([$"/{container.Name}"]),
        ["Image"] = container.Image,
        ["ImageID"] = container.ImageId ?? "",
        ["Command"] = string.Join(' ', container.Command),
        ["Created"] = container.Created.ToUnixTimeSeconds(),
        ["Ports"] = JsonText.List(Ports(container)),
        ["Labels"] = JsonText.Pairs(container.Labels),
        ["State"] = StateText(container),
        ["Status"] = ContainerStatus.Text(container, now),
        ["HostConfig"] = new JsonObject { ["NetworkMode"] = NetworkMode(container) },
        ["NetworkSettings"] = new JsonObject { ["Networks"] = Networks(container) },
        ["Mounts"] = Mounts(container),
    };

    /// <summary>The answer to <c>GET /containers/{id}/json</c>.</summary>
    public JsonObject Whole(NetContainer container, ContainerImage? image, string logPath) => new()
    {
        ["Id"] = container.Id,
        ["Created"] = JsonText.Time(container.Created),
        ["Path"] = container.Command.Count > 0 ? container.Command[0] : "",
        ["Args"] = JsonText.List(container.Command.Skip(1)),
        ["State"] = State(container),
        ["Image"] = container.ImageId ?? "",
        ["ResolvConfPath"] = "",
        ["HostnamePath"] = "",
        ["HostsPath"] = "",
        ["LogPath"] = logPath,
        ["Name"] = $"/{container.Name}",
        ["RestartCount"] = container.RestartCount,
        ["Driver"] = "overlay2",
        ["Platform"] = "linux",
        ["MountLabel"] = "",
        ["ProcessLabel"] = "",
        ["AppArmorProfile"] = "",
        ["ExecIDs"] = null,
        ["HostConfig"] = HostConfig(container),
        ["GraphDriver"] = new JsonObject { ["Name"] = "overlay2", ["Data"] = new JsonObject() },
        ["Mounts"] = Mounts(container),
        ["Config"] = Config(container, image),
        ["NetworkSettings"] = NetworkSettings(container),
    };

    /// <summary>The state's name in the API.</summary>
    public static string StateText(NetContainer container) => container.State.ToString().ToLowerInvariant();

    /// <summary>The endpoints of a container, by the network's name.</summary>
    public JsonObject Networks(NetContainer container)
    {
        var networks = new JsonObject();
        foreach (ContainerEndpoint endpoint in container.Endpoints) networks[endpoint.Network] = Endpoint(endpoint.Network, endpoint);
        // Those of a container that does not run are known by name alone; so are the modes without an endpoint.
        foreach (string name in container.Network.Where(name => !name.StartsWith("container:", StringComparison.Ordinal) && !networks.ContainsKey(name))) networks[name] = Endpoint(name, null);
        return networks;
    }

    private static JsonObject State(NetContainer container) => new()
    {
        ["Status"] = StateText(container),
        ["Running"] = container.IsRunning(),
        ["Paused"] = container.State == ContainerState.Paused,
        ["Restarting"] = false,
        ["OOMKilled"] = false,
        ["Dead"] = false,
        ["Pid"] = container.ProcessId ?? 0,
        ["ExitCode"] = container.ExitCode ?? 0,
        ["Error"] = "",
        ["StartedAt"] = JsonText.Time(container.Started),
        ["FinishedAt"] = JsonText.Time(container.Finished),
    };

    private static JsonObject Config(NetContainer container, ContainerImage? image)
    {
        ContainerOptions options = container.Request;
        return new JsonObject
        {
            ["Hostname"] = container.HostName ?? container.Id[..12],
            ["Domainname"] = options.DomainName ?? "",
            ["User"] = options.User ?? image?.Config.User ?? "",
            ["AttachStdin"] = false,
            ["AttachStdout"] = false,
            ["AttachStderr"] = false,
            ["ExposedPorts"] = JsonText.Set([.. options.Expose.Select(WithProtocol), .. image?.Config.ExposedPorts.Select(WithProtocol) ?? [], .. options.Publish.Select(port => $"{port.ContainerPorts}/{port.Protocol.Name()}")]),
            ["Tty"] = options.Interactive,
            ["OpenStdin"] = options.Interactive || options.OpenStdin,
            ["StdinOnce"] = options.StdinOnce,
            ["Env"] = JsonText.List([.. (image?.Config.Environment ?? []).Where(one => !options.Environment.Any(over => over.StartsWith($"{one.Split('=')[0]}=", StringComparison.Ordinal))), .. options.Environment]),
            ["Cmd"] = options.Command is { } command ? JsonText.List([command, .. options.Arguments]) : JsonText.List(image?.Config.Command ?? []),
            ["Image"] = container.Image,
            ["Volumes"] = null,
            ["WorkingDir"] = options.WorkingDirectory ?? image?.Config.WorkingDirectory ?? "",
            ["Entrypoint"] = (options.EntryPoint ?? image?.Config.EntryPoint) is { Count: > 0 } entryPoint ? JsonText.List(entryPoint) : null,
            ["OnBuild"] = null,
            ["Labels"] = JsonText.Pairs(container.Labels),
            ["StopSignal"] = options.StopSignal ?? image?.Config.StopSignal,
            ["StopTimeout"] = options.StopTimeout,
        };
    }

    private static JsonObject HostConfig(NetContainer container)
    {
        ContainerOptions options = container.Request;
        return new JsonObject
        {
            ["Binds"] = options.Volumes.Count > 0 ? JsonText.List(options.Volumes) : null,
            ["ContainerIDFile"] = "",
            ["LogConfig"] = new JsonObject { ["Type"] = "k8s-file", ["Config"] = new JsonObject() },
            ["NetworkMode"] = NetworkMode(container),
            ["PortBindings"] = PortBindings(options),
            ["RestartPolicy"] = new JsonObject { ["Name"] = options.Restart.Name, ["MaximumRetryCount"] = options.Restart.MaximumRetries ?? 0 },
            ["AutoRemove"] = options.Remove,
            ["CapAdd"] = JsonText.List(options.Capabilities.Where(capability => !capability.StartsWith('-'))),
            ["CapDrop"] = JsonText.List(options.Capabilities.Where(capability => capability.StartsWith('-')).Select(capability => capability[1..])),
            ["Dns"] = JsonText.List(options.Dns.Select(address => $"{address}")),
            ["DnsOptions"] = JsonText.List(options.DnsOptions),
            ["DnsSearch"] = JsonText.List(options.DnsSearch),
            ["ExtraHosts"] = JsonText.List(options.AddHost),
            ["Links"] = JsonText.List(options.Links),
            ["IpcMode"] = "private",
            ["PidMode"] = "",
            ["UTSMode"] = "",
            ["UsernsMode"] = options.UserNamespace ?? "",
            ["CgroupnsMode"] = "private",
            ["Privileged"] = options.Privileged,
            ["PublishAllPorts"] = options.PublishAll,
            ["ReadonlyRootfs"] = options.ReadOnly,
            ["Memory"] = options.Memory ?? 0,
            ["MemoryReservation"] = options.MemoryReservation ?? 0,
            ["MemorySwap"] = options.MemorySwap ?? 0,
            ["CpuShares"] = options.CpuShares ?? 0,
            ["CpusetCpus"] = options.CpuSet ?? "",
            ["NanoCpus"] = (long)((options.Cpu ?? 0) * NanoCpus),
            ["PidsLimit"] = options.PidsLimit,
            ["Init"] = options.Init,
            ["Runtime"] = "runc",
            ["ShmSize"] = 67108864,
        };
    }

    private JsonObject NetworkSettings(NetContainer container)
    {
        ContainerEndpoint? bridge = container.Endpoints.FirstOrDefault(endpoint => endpoint.Network == "bridge");
        return new JsonObject
        {
            ["Bridge"] = "",
            ["SandboxID"] = container.Namespaces is { } namespaces ? $"{namespaces.Network:x16}" : "",
            ["SandboxKey"] = container.NamespaceValue?.Path ?? "",
            ["Ports"] = PortMap(container),
            ["Gateway"] = bridge?.Gateway ?? "",
            ["IPAddress"] = bridge?.IPAddress ?? "",
            ["IPPrefixLen"] = bridge?.PrefixLength ?? 0,
            ["IPv6Gateway"] = bridge?.IPv6Gateway ?? "",
            ["GlobalIPv6Address"] = bridge?.IPv6Address ?? "",
            ["GlobalIPv6PrefixLen"] = bridge?.IPv6PrefixLength ?? 0,
            ["MacAddress"] = bridge?.MacAddress ?? "",
            ["Networks"] = Networks(container),
        };
    }

    private JsonObject Endpoint(string network, ContainerEndpoint? endpoint) => new()
    {
        ["IPAMConfig"] = null,
        ["Links"] = null,
        ["Aliases"] = endpoint is { Aliases.Count: > 0 } ? JsonText.List(endpoint.Aliases) : null,
        ["MacAddress"] = endpoint?.MacAddress ?? "",
        ["DriverOpts"] = null,
        ["GwPriority"] = 0,
        ["NetworkID"] = _networkIds.GetValueOrDefault(network) ?? "",
        ["EndpointID"] = endpoint?.Id ?? "",
        ["Gateway"] = endpoint?.Gateway ?? "",
        ["IPAddress"] = endpoint?.IPAddress ?? "",
        ["IPPrefixLen"] = endpoint?.PrefixLength ?? 0,
        ["IPv6Gateway"] = endpoint?.IPv6Gateway ?? "",
        ["GlobalIPv6Address"] = endpoint?.IPv6Address ?? "",
        ["GlobalIPv6PrefixLen"] = endpoint?.IPv6PrefixLength ?? 0,
        ["DNSNames"] = endpoint is { Names.Count: > 0 } ? JsonText.List(endpoint.Names) : null,
    };

    private static IEnumerable<JsonObject> Ports(NetContainer container) => container.Ports.SelectMany(port => Enumerable.Range(0, port.Count).Select(offset => new JsonObject
    {
        ["IP"] = port.HostAddress,
        ["PrivatePort"] = port.ContainerPort + offset,
        ["PublicPort"] = port.HostPort + offset,
        ["Type"] = port.Protocol.Name(),
    }));

    // {"80/tcp": [{"HostIp": "0.0.0.0", "HostPort": "8080"}]}.
    private static JsonObject PortMap(NetContainer container)
    {
        var map = new JsonObject();
        foreach (JsonObject port in Ports(container))
        {
            string key = $"{port["PrivatePort"]}/{port["Type"]}";
            Append(map, key, new JsonObject { ["HostIp"] = (string?)port["IP"], ["HostPort"] = $"{port["PublicPort"]}" });
        }
        return map;
    }

    private static JsonObject PortBindings(ContainerOptions options)
    {
        var map = new JsonObject();
        foreach (PortPublication port in options.Publish)
        {
            string key = $"{port.ContainerPorts}/{port.Protocol.Name()}";
            Append(map, key, new JsonObject { ["HostIp"] = port.HostAddress?.ToString() ?? "", ["HostPort"] = port.HostPorts?.ToString() ?? "" });
        }
        return map;
    }

    private static void Append(JsonObject map, string key, JsonNode binding)
    {
        map[key] ??= new JsonArray();
        map[key]!.AsArray().Add(binding);
    }

    private static JsonArray Mounts(NetContainer container) => JsonText.List(container.Request.Volumes.Select(Mount));

    private static JsonObject Mount(string volume)
    {
        string[] parts = volume.Split(':');
        bool isNamed = parts.Length > 1 && !parts[0].StartsWith('/');
        return new JsonObject
        {
            ["Type"] = parts.Length == 1 || isNamed ? "volume" : "bind",
            ["Name"] = isNamed ? parts[0] : null,
            ["Source"] = parts.Length > 1 ? parts[0] : "",
            ["Destination"] = parts.Length > 1 ? parts[1] : parts[0],
            ["Mode"] = parts.Length > 2 ? parts[2] : "",
            ["RW"] = parts.Length < 3 || !parts[2].Split(',').Contains("ro"),
            ["Propagation"] = parts.Length > 1 && !isNamed ? "rprivate" : "",
        };
    }

    private static string NetworkMode(NetContainer container) => container.Network.Count > 0 ? container.Network[0] : "bridge";

    private static string WithProtocol(string port) => port.Contains('/', StringComparison.Ordinal) ? port : $"{port}/tcp";
}
