using System.Text.Json.Nodes;

namespace ContainerNet.Benchmarks.Peers;

/// <summary>The OCI runtime by itself: the floor of a container, with namespaces of its own and no network in them.</summary>
internal sealed class Runc : IDisposable
{
    private readonly string _program = Tool.Find("runc", "runc");
    private readonly string _bundle = Directory.CreateTempSubdirectory("containernet-runc-").FullName;

    /// <param name="root">The root file system.</param>
    /// <param name="command">What runs.</param>
    public Runc(string root, string command)
    {
        Tool.Output(_program, "spec", "--bundle", _bundle);
        string file = Path.Combine(_bundle, "config.json");
        JsonObject spec = JsonNode.Parse(File.ReadAllText(file))!.AsObject();
        spec["process"]!["terminal"] = false;
        spec["process"]!["args"] = new JsonArray(command);
        spec["root"]!["path"] = root;
        File.WriteAllText(file, spec.ToJsonString());
    }

    // Its own output is the container's too, so nothing waits for the end of that.
    public void Run(string name) => Tool.Output("sh", "-c", $"exec '{_program}' run --detach --bundle '{_bundle}' {name} </dev/null >/dev/null 2>&1");

    public void Exec(string name, params string[] command) => Tool.Output(_program, ["exec", name, .. command]);

    public void Remove(string name) => Tool.Output(_program, "delete", "--force", name);

    public void Dispose() => Directory.Delete(_bundle, recursive: true);
}
