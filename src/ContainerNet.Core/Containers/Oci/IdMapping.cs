using System.Globalization;
using System.Text.Json.Nodes;

namespace ContainerNet.Containers.Oci;

/// <summary>Which users and groups of the host those inside are: 0 is the first, and so on.</summary>
/// <param name="First">The host's id of inside's 0.</param>
/// <param name="Count">How many ids there are inside.</param>
internal sealed record IdMapping(uint First, uint Count)
{
    /// <summary>Reads <c>first:count</c>, such as 100000:65536.</summary>
    /// <exception cref="ContainerNetException">It is no such text, or has more ids than the host.</exception>
    public static IdMapping Parse(string text)
        => text.Split(':') is [var first, var count] && Number(first) is { } start and > 0 && Number(count) is { } length and > 0 && (ulong)start + length <= uint.MaxValue
            ? new IdMapping(start, length)
            : throw ContainerNetException.Invalid("InvalidUserNamespace", text, $"'{text}' is not a range of user ids. Write it as FIRST:COUNT, such as 100000:65536. FIRST, 1 or more, is the host's user id of the container's root.");

    /// <summary>The <c>uidMappings</c> and <c>gidMappings</c> of config.json.</summary>
    public JsonArray ToJson() => new(new JsonObject { ["containerID"] = 0, ["hostID"] = First, ["size"] = Count });

    /// <summary>The line for /proc/PID/uid_map and gid_map (user_namespaces(7)).</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"0 {First} {Count}\n");

    private static uint? Number(string text) => uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out uint number) ? number : null;
}
