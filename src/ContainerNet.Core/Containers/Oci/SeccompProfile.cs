using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace ContainerNet.Containers.Oci;

/// <summary>
/// Which system calls a container may make: Docker's default profile. What it refuses answers EPERM. The calls stand in
/// seccomp.json; <c>with</c> and <c>without</c> there are capabilities that a rule depends on.
/// </summary>
internal static class SeccompProfile
{
    private const int OperationNotPermitted = 1;

    /// <summary>The <c>seccomp</c> of config.json.</summary>
    /// <param name="capabilities">The container's.</param>
    /// <param name="architecture">This machine's.</param>
    public static JsonObject For(IReadOnlyList<string> capabilities, Architecture architecture)
    {
        using Stream stream = typeof(SeccompProfile).Assembly.GetManifestResourceStream("seccomp.json")!;
        JsonNode profile = JsonNode.Parse(stream)!;
        IEnumerable<JsonNode> rules = profile["rules"]!.AsArray().Where(rule => Applies(rule!, capabilities, architecture)).Select(rule => Rule(rule!));
        return new JsonObject
        {
            ["defaultAction"] = "SCMP_ACT_ERRNO",
            ["defaultErrnoRet"] = OperationNotPermitted,
            ["architectures"] = Architectures(architecture),
            ["syscalls"] = new JsonArray([new JsonObject { ["names"] = profile["allow"]!.DeepClone(), ["action"] = "SCMP_ACT_ALLOW" }, .. rules]),
        };
    }

    private static bool Applies(JsonNode rule, IReadOnlyList<string> capabilities, Architecture architecture)
        => (rule["architectures"] is not { } only || Json.Texts(only).Contains(architecture.ToString(), StringComparer.OrdinalIgnoreCase))
        && (rule["with"] is not { } needed || capabilities.Contains((string)needed!))
        && (rule["without"] is not { } excluding || !capabilities.Contains((string)excluding!));

    private static JsonObject Rule(JsonNode rule)
    {
        var json = new JsonObject { ["names"] = rule["names"]!.DeepClone(), ["action"] = rule["errno"] is null ? "SCMP_ACT_ALLOW" : "SCMP_ACT_ERRNO" };
        if (rule["errno"] is { } errno) json["errnoRet"] = errno.DeepClone();
        if (rule["arguments"] is { } arguments) json["args"] = arguments.DeepClone();
        return json;
    }

    private static JsonArray Architectures(Architecture architecture) => architecture switch
    {
        Architecture.X64 => Json.Array("SCMP_ARCH_X86_64", "SCMP_ARCH_X86", "SCMP_ARCH_X32"),
        Architecture.Arm64 => Json.Array("SCMP_ARCH_AARCH64", "SCMP_ARCH_ARM"),
        // The kernel's own alone, which is what an empty list stands for.
        _ => [],
    };
}
