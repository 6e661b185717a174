using System.Diagnostics;
using System.Text.Json.Nodes;

namespace ContainerNet.Benchmarks;

/// <summary>The plugins bridge and portmap of the CNI project, run as a container runtime runs them: a process a plugin.</summary>
internal sealed class CniPlugins(string bridge)
{
    private const string Folder = "/usr/lib/cni";
    private readonly string _leases = Directory.CreateTempSubdirectory().FullName;

    /// <summary>Whether they are installed, as Debian's containernetworking-plugins does.</summary>
    public static bool Exist => File.Exists($"{Folder}/bridge") && File.Exists($"{Folder}/portmap") && Tool.Exists("iptables");

    /// <summary>Attaches a namespace with a port published.</summary>
    public void Add(string name)
    {
        JsonNode result = JsonNode.Parse(Run("bridge", "ADD", name, Bridge()))!;
        Run("portmap", "ADD", name, Portmap(result));
    }

    /// <summary>Detaches it.</summary>
    public void Delete(string name)
    {
        Run("portmap", "DEL", name, Portmap(null));
        Run("bridge", "DEL", name, Bridge());
    }

    /// <summary>Forgets its leases.</summary>
    public void TearDown() => Directory.Delete(_leases, recursive: true);

    private JsonObject Bridge() => new()
    {
        ["cniVersion"] = "1.0.0", ["name"] = "bench", ["type"] = "bridge", ["bridge"] = bridge, ["isGateway"] = true, ["ipMasq"] = true,
        ["ipam"] = new JsonObject { ["type"] = "host-local", ["subnet"] = "10.95.0.0/24", ["dataDir"] = _leases, ["routes"] = new JsonArray(new JsonObject { ["dst"] = "0.0.0.0/0" }) },
    };

    private static JsonObject Portmap(JsonNode? result)
    {
        var mapping = new JsonObject { ["hostPort"] = 8095, ["containerPort"] = 80, ["protocol"] = "tcp" };
        var configuration = new JsonObject { ["cniVersion"] = "1.0.0", ["name"] = "bench", ["type"] = "portmap", ["runtimeConfig"] = new JsonObject { ["portMappings"] = new JsonArray(mapping) } };
        if (result is not null) configuration["prevResult"] = result;
        return configuration;
    }

    private static string Run(string plugin, string command, string name, JsonObject configuration)
    {
        var start = new ProcessStartInfo($"{Folder}/{plugin}") { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.Environment["CNI_COMMAND"] = command;
        start.Environment["CNI_CONTAINERID"] = name;
        start.Environment["CNI_NETNS"] = $"/run/netns/{name}";
        start.Environment["CNI_IFNAME"] = "eth0";
        start.Environment["CNI_PATH"] = Folder;
        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{plugin} does not start.");
        process.StandardInput.Write(configuration.ToJsonString());
        process.StandardInput.Close();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{plugin} {command} failed: {output}");
    }
}
