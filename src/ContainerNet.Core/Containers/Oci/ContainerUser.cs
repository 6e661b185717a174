using System.Globalization;
using System.Text.Json.Nodes;

namespace ContainerNet.Containers.Oci;

/// <summary>The user of a program inside.</summary>
/// <param name="UserId">Its user id inside.</param>
/// <param name="GroupId">Its group id inside.</param>
/// <param name="Groups">All its groups, the first among them, as Docker gives them.</param>
internal sealed record ContainerUser(uint UserId, uint GroupId, IReadOnlyList<uint> Groups)
{
    /// <summary>Finds a user in the container's own /etc/passwd and /etc/group, by the rules of Docker's <c>--user</c>.</summary>
    /// <param name="root">The container's files.</param>
    /// <param name="text"><c>user</c>, <c>user:group</c> or <c>:group</c>, by names or by numbers; empty is root.</param>
    /// <exception cref="ContainerNetException">A name is not in its file, or the kernel does not accept a number.</exception>
    public static ContainerUser Find(RootDirectory root, string text)
    {
        string[] parts = text.Split(':', 2);
        string user = parts[0].Length == 0 ? "0" : parts[0];
        string? group = parts.Length == 2 && parts[1].Length > 0 ? parts[1] : null;

        Entry? known = Read(root, "/etc/passwd", 4).FirstOrDefault(entry => entry.Name == user || entry.Id == Number(user));
        uint userId = known?.Id ?? Number(user)
            ?? throw ContainerNetException.Invalid("InvalidUser", text, $"'{user}' is neither a user in the container's /etc/passwd nor a number from 0 to {int.MaxValue}.");
        Entry[] all = [.. Read(root, "/etc/group", 3)];
        if (group is not null) return WithGroups(userId, FindGroup(all, group, text), []);
        // The fourth field of passwd is the group; of group, the members.
        uint own = known is null ? 0 : Number(known.Fields[3]) ?? 0;
        return WithGroups(userId, own, known is null ? [] : all.Where(entry => entry.Fields.Length > 3 && entry.Fields[3].Split(',').Contains(known.Name)).Select(entry => entry.Id));
    }

    /// <summary>The names of all users in the container's own /etc/passwd.</summary>
    public static IReadOnlyList<string> Names(RootDirectory root) => [.. Read(root, "/etc/passwd", 4).Select(entry => entry.Name)];

    /// <summary>The <c>user</c> of an OCI process.</summary>
    public JsonObject ToJson() => new()
    {
        ["uid"] = UserId,
        ["gid"] = GroupId,
        ["additionalGids"] = new JsonArray([.. Groups.Select(group => (JsonNode)group)]),
    };

    private static ContainerUser WithGroups(uint userId, uint groupId, IEnumerable<uint> others) => new(userId, groupId, [groupId, .. others.Where(other => other != groupId)]);

    private static uint FindGroup(Entry[] all, string group, string text) => all.FirstOrDefault(entry => entry.Name == group || entry.Id == Number(group))?.Id ?? Number(group)
        ?? throw ContainerNetException.Invalid("InvalidUser", text, $"'{group}' is neither a group in the container's /etc/group nor a number from 0 to {int.MaxValue}.");

    private static IEnumerable<Entry> Read(RootDirectory root, string file, int fields)
        => from line in root.ReadLines(file)
           let parts = line.Split(':')
           where parts.Length >= fields && Number(parts[2]) is not null
           select new Entry(parts[0], Number(parts[2])!.Value, parts);

    private static uint? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? (uint)number : null;

    // A line of passwd(5) or group(5): in both the third field is the id.
    private sealed record Entry(string Name, uint Id, string[] Fields);
}
