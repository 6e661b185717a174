using System.Globalization;
using System.Text.Json.Nodes;
using ContainerNet.Service.Api.Http;

namespace ContainerNet.Service.Api.Containers;

/// <summary>Reads the body of <c>POST /containers/create</c>. What it asks for and a container here cannot have is an error.</summary>
internal static class ContainerRequestBody
{
    private const double NanoCpus = 1e9;

    public static ContainerOptions Read(JsonObject body, string? name)
    {
        JsonObject hostConfig = body.Object("HostConfig") ?? [], networking = body.Object("NetworkingConfig")?.Object("EndpointsConfig") ?? [];
        body.RefuseOthers("Config", "Hostname", "Domainname", "User", "AttachStdin", "AttachStdout", "AttachStderr", "ExposedPorts", "Tty", "OpenStdin", "StdinOnce", "Env", "Cmd", "Entrypoint", "Image", "Volumes",
            "WorkingDir", "Labels", "HostConfig", "NetworkingConfig", "MacAddress", "ArgsEscaped", "NetworkDisabled", "StopSignal", "StopTimeout");
        hostConfig.RefuseOthers("HostConfig", "Binds", "NetworkMode", "PortBindings", "PublishAllPorts", "RestartPolicy", "AutoRemove", "CapAdd", "CapDrop", "Dns", "DnsOptions", "DnsSearch", "ExtraHosts", "Links", "Privileged",
            "ReadonlyRootfs", "Memory", "NanoCpus", "CpuQuota", "CpuPeriod", "PidsLimit", "Init", "Mounts", "UsernsMode", "LogConfig", "ConsoleSize", "MemorySwappiness", "MaskedPaths", "ReadonlyPaths", "ContainerIDFile", "CgroupnsMode", "MemoryReservation", "MemorySwap", "CpuShares", "CpusetCpus");
        string image = body.Text("Image") ?? throw ApiException.BadRequest("no image is given");
        IReadOnlyList<string>? command = body.MaybeTexts("Cmd");
        bool isTerminal = body.Flag("Tty");
        IReadOnlyList<string> networks = Networks(hostConfig, networking);
        JsonObject first = networks.Select(networking.Object).FirstOrDefault(one => one is not null) ?? [];
        return new ContainerOptions
        {
            Name = name,
            Image = image,
            EntryPoint = body.MaybeTexts("Entrypoint"),
            Command = command is [var program, ..] ? program : null,
            Arguments = command is { Count: > 1 } ? [.. command.Skip(1)] : [],
            Networks = body.Flag("NetworkDisabled") ? ["none"] : networks,
            Addresses = [.. (first.Object("IPAMConfig") ?? []).Addresses("IPv4Address", "IPv6Address")],
            MacAddress = (first.Text("MacAddress") ?? body.Text("MacAddress")) is { } mac ? MacAddress.Parse(mac) : null,
            NetworkAliases = [.. networking.SelectMany(pair => (pair.Value as JsonObject)?.Texts("Aliases") ?? []).Distinct()],
            Publish = [.. Publications(hostConfig)],
            PublishAll = hostConfig.Flag("PublishAllPorts"),
            Expose = [.. body.Object("ExposedPorts")?.Select(pair => pair.Key) ?? []],
            HostName = body.Text("Hostname"),
            DomainName = body.Text("Domainname"),
            Dns = [.. hostConfig.Texts("Dns").Select(JsonReading.ParseAddress)],
            DnsSearch = hostConfig.Texts("DnsSearch"),
            DnsOptions = hostConfig.Texts("DnsOptions"),
            AddHost = hostConfig.Texts("ExtraHosts"),
            Links = hostConfig.Texts("Links"),
            Environment = body.Texts("Env"),
            User = body.Text("User"),
            WorkingDirectory = body.Text("WorkingDir"),
            Volumes = [.. hostConfig.Texts("Binds"), .. hostConfig.Objects("Mounts").Select(Mount)],
            ReadOnly = hostConfig.Flag("ReadonlyRootfs"),
            Memory = Positive(hostConfig, "Memory"),
            MemoryReservation = Positive(hostConfig, "MemoryReservation"),
            MemorySwap = hostConfig.Number("MemorySwap") is not 0 and var swap ? swap : null,
            CpuShares = Positive(hostConfig, "CpuShares"),
            CpuSet = hostConfig.Text("CpusetCpus"),
            Cpu = Cpus(hostConfig),
            PidsLimit = Positive(hostConfig, "PidsLimit"),
            Capabilities = [.. hostConfig.Texts("CapAdd"), .. hostConfig.Texts("CapDrop").Select(capability => $"-{capability}")],
            Privileged = hostConfig.Flag("Privileged"),
            Init = hostConfig.Flag("Init"),
            Restart = Restart(hostConfig.Object("RestartPolicy") ?? []),
            Remove = hostConfig.Flag("AutoRemove"),
            Labels = body.Pairs("Labels"),
            StopSignal = body.Text("StopSignal"),
            StopTimeout = body["StopTimeout"] is null ? null : (int)body.Number("StopTimeout"),
            Interactive = isTerminal,
            OpenStdin = !isTerminal && body.Flag("OpenStdin"),
            StdinOnce = !isTerminal && body.Flag("StdinOnce"),
        };
    }

    // The network of the mode, and those of the endpoints besides.
    private static IReadOnlyList<string> Networks(JsonObject hostConfig, JsonObject endpoints)
    {
        string mode = hostConfig.Text("NetworkMode") ?? "default";
        if (mode == "default") return endpoints.Count > 0 ? [.. endpoints.Select(pair => pair.Key == "default" ? "bridge" : pair.Key)] : [];
        return mode is "none" or "host" || mode.StartsWith("container:", StringComparison.Ordinal) ? [mode] : [.. new[] { mode }.Concat(endpoints.Select(pair => pair.Key)).Distinct()];
    }

    // {"80/tcp": [{"HostIp": "", "HostPort": "8080"}]}; no port, or an empty list, stands for a free port.
    private static IEnumerable<PortPublication> Publications(JsonObject hostConfig)
    {
        foreach ((string port, JsonNode? node) in hostConfig.Object("PortBindings") ?? [])
        {
            JsonObject[] bindings = [.. (node as JsonArray)?.OfType<JsonObject>() ?? []];
            if (bindings.Length == 0) yield return PortPublication.Parse(port);
            foreach (JsonObject binding in bindings)
            {
                string address = binding.Text("HostIp") is { } ip ? $"{(ip.Contains(':', StringComparison.Ordinal) ? $"[{ip}]" : ip)}:" : "";
                string hostPort = binding.Text("HostPort") is { } wanted and not "0" ? $"{wanted}:" : address.Length > 0 ? ":" : "";
                yield return PortPublication.Parse($"{address}{hostPort}{port}");
            }
        }
    }

    private static string Mount(JsonObject mount)
    {
        mount.RefuseOthers("Mounts", "Type", "Source", "Target", "ReadOnly", "Consistency", "BindOptions", "VolumeOptions");
        if (mount.Text("Type") is not ("bind" or "volume")) throw ApiException.BadRequest($"A mount of the type '{mount.Text("Type")}' is not supported.");
        string target = mount.Text("Target") ?? throw ApiException.BadRequest("A mount has no target.");
        return $"{(mount.Text("Source") is { } source ? $"{source}:" : "")}{target}{(mount.Flag("ReadOnly") ? ":ro" : "")}";
    }

    /// <summary>Reads the body of <c>POST /containers/{id}/update</c>. A limit of zero, as clients send it, stays as it is.</summary>
    public static ContainerUpdateOptions ReadUpdate(JsonObject body)
    {
        body.RefuseOthers("Update", "Memory", "MemoryReservation", "MemorySwap", "NanoCpus", "CpuQuota", "CpuPeriod", "CpuShares", "CpusetCpus", "PidsLimit", "RestartPolicy");
        return new ContainerUpdateOptions
        {
            Memory = Positive(body, "Memory"),
            MemoryReservation = Positive(body, "MemoryReservation"),
            MemorySwap = body.Number("MemorySwap") is not 0 and var swap ? swap : null,
            Cpu = Cpus(body),
            CpuShares = Positive(body, "CpuShares"),
            CpuSet = body.Text("CpusetCpus"),
            PidsLimit = Positive(body, "PidsLimit"),
            Restart = body.Object("RestartPolicy")?.Text("Name") is null ? null : Restart(body.Object("RestartPolicy")!),
        };
    }

    private static long? Positive(JsonObject json, string name) => json.Number(name) is > 0 and var number ? number : null;

    private static double? Cpus(JsonObject hostConfig)
    {
        const double DefaultPeriod = 100_000;
        if (hostConfig.Number("NanoCpus") is > 0 and var nano) return nano / NanoCpus;
        return hostConfig.Number("CpuQuota") is > 0 and var quota ? quota / (hostConfig.Number("CpuPeriod") is > 0 and var period ? period : DefaultPeriod) : null;
    }

    private static RestartPolicy Restart(JsonObject policy)
    {
        string name = policy.Text("Name") ?? "no";
        return RestartPolicy.Parse(policy.Number("MaximumRetryCount") is > 0 and var count ? string.Create(CultureInfo.InvariantCulture, $"{name}:{count}") : name);
    }
}
