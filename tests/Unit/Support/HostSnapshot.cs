using System.Text;
using System.Text.Json.Nodes;
using ContainerNet.Linux.NetNs;
using ContainerNet.Linux.Syscalls;

namespace ContainerNet.Tests.Support;

/// <summary>What a host looks like to independent readers: links, addresses, routes, neighbours, names, files.</summary>
internal static class HostSnapshot
{
    // Counted again for each object made, so that undoing cannot bring them back; clocks; and what the kernel notes in its own
    // time after a change (linkwatch), by any process.
    private static readonly string[] _counters =
    [
        "hello_timer", "tcn_timer", "topology_change_timer", "gc_timer", "forward_delay_timer", "message_age_timer", "hold_timer",
        "valid_life_time", "preferred_life_time", "used", "confirmed", "updated", "probes", "operstate", "link_netnsid",
        // A bridge works these out again whenever it gains or loses a port, and the first time it gets others.
        "tso_max_size", "tso_max_segs",
    ];

    private static readonly string[] _noted = ["NO-CARRIER", "LOWER_UP", "linkdown"];

    /// <summary>The host as it is once the kernel has found that nobody else has its IPv6 addresses, which it looks for in its own time.</summary>
    public static string Take(TestHost host)
    {
        string text = "";
        SpinWait.SpinUntil(() => !(text = Read(host)).Contains("\"tentative\":true", StringComparison.Ordinal), TimeSpan.FromSeconds(10));
        return text;
    }

    private static string Read(TestHost host)
    {
        var text = new StringBuilder();
        Append(text, "host", host.Options.NamespacePath);
        foreach (string file in Files(host.Options.NamespaceDirectory).Where(IsMounted)) Append(text, Path.GetFileName(file), file);
        foreach (string folder in new[] { host.Options.NamespaceDirectory, host.Options.RunDirectory, host.Options.StateDirectory })
        {
            // The lock's file stays: removing it would take it from under another process.
            foreach (string file in Files(folder).Where(file => Path.GetFileName(file) != "lock")) text.AppendLine($"file {Path.GetRelativePath(host.Folder, file)}");
        }
        return text.ToString();
    }

    /// <summary>One namespace's links, addresses, routes and neighbours.</summary>
    public static void Append(StringBuilder text, string name, string path)
    {
        foreach (string what in new[] { "-d link", "-d addr", "-d -4 route show table all", "-d -6 route show table all", "neigh", "neigh show proxy" })
        {
            foreach (JsonNode? item in IpTool.Json(path, what)) text.AppendLine($"{name} {what}: {Normalize(item!.AsObject())}");
        }
        foreach (string line in IpTool.Start(path, ["sh", "-c", "cd /proc/sys/net/ipv4 && grep . ip_forward conf/*/route_localnet conf/*/proxy_arp"], null).Trim().Split('\n')) text.AppendLine($"{name} sysctl: {line}");
    }

    /// <summary>An object without what undoing cannot bring back.</summary>
    public static string Normalize(JsonObject item)
    {
        foreach ((string name, JsonNode? value) in item.ToArray())
        {
            // A bridge port's state follows its carrier; a neighbour's state is a list.
            if (_counters.Contains(name) || name == "state" && value is JsonValue) item.Remove(name);
            else if (name == "flags" && value is JsonArray flags) item[name] = new JsonArray([.. flags.Where(flag => !_noted.Contains(flag!.ToString())).Select(flag => flag!.DeepClone())]);
            else if (value is JsonObject inner) Normalize(inner);
            else if (value is JsonArray list) list.OfType<JsonObject>().ToList().ForEach(entry => Normalize(entry));
        }
        return item.ToJsonString();
    }

    private static IEnumerable<string> Files(string folder)
        => Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal) : [];

    private static bool IsMounted(string file) => NamespaceIdentity.IsNamespace(FileIdentity.Of(file)!.Value);
}
