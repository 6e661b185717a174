using ContainerNet.Networks.Records;
using ContainerNet.Plans;
using ContainerNet.State;

namespace ContainerNet.Networks.Names;

/// <summary>
/// Tells the name server which endpoints there are. It knows of the plan's own changes, so it may stand before the steps that
/// keep them, and undo itself after those are undone.
/// </summary>
/// <param name="Added">Endpoints that come.</param>
/// <param name="Removed">Endpoints that go.</param>
internal sealed record PublishNames(IReadOnlyList<EndpointRecord> Added, IReadOnlyList<EndpointRecord> Removed) : Step, IJsonObject
{
    public override string Command
    {
        get
        {
            IEnumerable<string> lines = [.. Added.SelectMany(endpoint => Lines("answer", endpoint)), .. Removed.SelectMany(endpoint => Lines("stop answering", endpoint))];
            return lines.Any() ? string.Join('\n', lines) : "# send all names to the name server";
        }
    }

    internal override Step Inverse => new PublishNames(Removed, Added);

    internal override string Noun => "Names";

    // It is started in the host's namespace, which this process may not be in.
    internal override bool NeedsSysAdmin => true;

    internal override void Apply(PlanSession session) => session.Host.Names.Publish(Added, Removed);

    /// <inheritdoc/>
    public void WriteMembers(JsonLine line)
    {
        line.Member("added"u8, Added);
        line.Member("removed"u8, Removed);
    }

    private static IEnumerable<string> Lines(string what, EndpointRecord endpoint)
        => endpoint.AllNames() is { Count: > 0 } names ? [$"# {what} for {string.Join(", ", names)} with {string.Join(" and ", endpoint.Addresses())}"] : [];
}
