using System.Diagnostics;
using System.Text.Json.Nodes;

namespace ContainerNet.Benchmarks.Peers;

/// <summary>The plugins bridge and portmap of the CNI project, run as a container runtime runs them: a process a plugin.</summary>
internal sealed class CniPlugins : IDisposable
{
    /// <summary>Where Debian's package has the first of them.</summary>
    public const string Bridge = "/usr/lib/cni/bridge";

    private const string Portmap = "/usr/lib/cni/portmap";
    private readonly string _leases;

    /// <exception cref="MissingException">They are not installed.</exception>
    public CniPlugins()
    {
        Tool.Find(Bridge, "containernetworking-plugins");
        Tool.Find(Portmap, "containernetworking-plugins");
        Tool.Find("iptables", "iptables");
        _leases = Directory.CreateTempSubdirectory("containernet-cni-").FullName;
    }

    /// <summary>Attaches a namespace with a port published.</summary>
    public void Add(string name)
    {
        JsonNode result = JsonNode.Parse(Run(Bridge, "ADD", name, BridgeConfiguration()))!;
        Run(Portmap, "ADD", name, PortmapConfiguration(result));
    }

    /// <summary>Detaches it.</summary>
    public void Delete(string name)
    {
        Run(Portmap, "DEL", name, PortmapConfiguration(null));
        Run(Bridge, "DEL", name, BridgeConfiguration());
    }

    /// <summary>Forgets its leases.</summary>
    public void Dispose() => Directory.Delete(_leases, recursive: true);

    private JsonObject BridgeConfiguration() => new()
    {
        ["cniVersion"] = "1.0.0", ["name"] = "bench", ["type"] = "bridge", ["bridge"] = "cni-bench", ["isGateway"] = true, ["ipMasq"] = true,
        ["ipam"] = new JsonObject { ["type"] = "host-local", ["subnet"] = "10.95.0.0/24", ["dataDir"] = _leases, ["routes"] = new JsonArray(new JsonObject { ["dst"] = "0.0.0.0/0" }) },
    };

    private static JsonObject PortmapConfiguration(JsonNode? result)
    {
        var mapping = new JsonObject { ["hostPort"] = 8095, ["containerPort"] = 80, ["protocol"] = "tcp" };
        var configuration = new JsonObject { ["cniVersion"] = "1.0.0", ["name"] = "bench", ["type"] = "portmap", ["runtimeConfig"] = new JsonObject { ["portMappings"] = new JsonArray(mapping) } };
        if (result is not null) configuration["prevResult"] = result;
        return configuration;
    }

    private static string Run(string plugin, string command, string name, JsonObject configuration)
    {
        var start = new ProcessStartInfo(plugin);
        start.Environment["CNI_COMMAND"] = command;
        start.Environment["CNI_CONTAINERID"] = name;
        start.Environment["CNI_NETNS"] = $"/run/netns/{name}";
        start.Environment["CNI_IFNAME"] = "eth0";
        start.Environment["CNI_PATH"] = Path.GetDirectoryName(plugin);
        return Tool.Output(start, configuration.ToJsonString());
    }
}
