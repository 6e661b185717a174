using System.Diagnostics;
using System.Text.Json.Nodes;

namespace ContainerNet.Benchmarks.Peers;

/// <summary>What podman configures networks with, run as podman runs it: a process for each container.</summary>
internal sealed class Netavark : IDisposable
{
    /// <summary>Where Debian's package has it.</summary>
    public const string Program = "/usr/lib/podman/netavark";

    private const string Name = "bench";
    private static readonly string _id = new('b', 64);
    private readonly string _folder;

    /// <exception cref="MissingException">It is not installed.</exception>
    public Netavark()
    {
        Tool.Find(Program, "netavark");
        Tool.Find("iptables", "iptables");
        _folder = Directory.CreateTempSubdirectory("containernet-netavark-").FullName;
    }

    /// <summary>Attaches a namespace with a port published.</summary>
    public void Add(string name) => Run("setup", name);

    /// <summary>Detaches it.</summary>
    public void Delete(string name) => Run("teardown", name);

    /// <summary>Forgets what it noted.</summary>
    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void Run(string command, string name)
        => Tool.Output(new ProcessStartInfo(Program, ["--config", _folder, command, $"/run/netns/{name}"]), Configuration(name).ToJsonString());

    private static JsonObject Configuration(string name) => new()
    {
        ["container_id"] = _id,
        ["container_name"] = name,
        ["networks"] = new JsonObject { [Name] = new JsonObject { ["static_ips"] = new JsonArray("10.94.0.2"), ["interface_name"] = "eth0" } },
        ["network_info"] = new JsonObject
        {
            [Name] = new JsonObject
            {
                ["name"] = Name, ["id"] = _id, ["driver"] = "bridge", ["network_interface"] = "nv-bench", ["ipv6_enabled"] = false, ["internal"] = false, ["dns_enabled"] = false,
                ["subnets"] = new JsonArray(new JsonObject { ["subnet"] = "10.94.0.0/24", ["gateway"] = "10.94.0.1" }),
                ["ipam_options"] = new JsonObject { ["driver"] = "host-local" },
            },
        },
        ["port_mappings"] = new JsonArray(new JsonObject { ["host_ip"] = "", ["host_port"] = 8094, ["container_port"] = 80, ["protocol"] = "tcp", ["range"] = 1 }),
    };
}
