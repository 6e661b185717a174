using System.Text.Json.Nodes;

namespace ContainerNet.Benchmarks.Peers;

/// <summary>The OCI runtime by itself: the floor of a container, with namespaces of its own and no network in them, and with all that a container of ours has.</summary>
internal sealed class Runc : IDisposable
{
    private readonly string _program = Tool.Find("runc", "runc");
    private readonly string _bundle = Directory.CreateTempSubdirectory("containernet-runc-").FullName;

    /// <param name="host">Where a container of ours is made, to be told what its own is told: mounts, filter, limits.</param>
    /// <param name="options">What the container is to be.</param>
    public Runc(NetHost host, ContainerOptions options)
    {
        NetContainer container = host.Containers.Start(options with { Networks = ["none"], Publish = [] });
        JsonObject spec = JsonNode.Parse(File.ReadAllText(Path.Combine(host.Options.RunDirectory, "containers", container.Id, "config.json")))!.AsObject();
        host.Containers.Remove(container.Id, force: true);
        spec["root"]!["path"] = options.RootFileSystem;
        spec["linux"]!["cgroupsPath"] = "containernet-bench";
        foreach (JsonNode? space in spec["linux"]!["namespaces"]!.AsArray()) space!.AsObject().Remove("path");
        // Files of the container that is gone.
        spec["mounts"] = new JsonArray([.. spec["mounts"]!.AsArray().Where(mount => !((string)mount!["destination"]!).StartsWith("/etc/", StringComparison.Ordinal)).Select(mount => mount!.DeepClone())]);
        File.WriteAllText(Path.Combine(_bundle, "config.json"), spec.ToJsonString());
    }

    // Its own output is the container's too, so nothing waits for the end of that.
    public void Run(string name) => Tool.Output("sh", "-c", $"exec '{_program}' run --detach --bundle '{_bundle}' {name} </dev/null >/dev/null 2>&1");

    public void Exec(string name, params string[] command) => Tool.Output(_program, ["exec", name, .. command]);

    public void Remove(string name) => Tool.Output(_program, "delete", "--force", name);

    public void Dispose() => Directory.Delete(_bundle, recursive: true);
}
