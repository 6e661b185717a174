using System.Text.Json;
using ContainerNet.State;

namespace ContainerNet.Networks.Records;

/// <summary>One change of what is kept of networks: a line of networks.jsonl.</summary>
internal sealed record NetworkChange : IChange, IJsonObject
{
    /// <summary>A network as it is from now on.</summary>
    public NetworkRecord? Save { get; init; }

    /// <summary>The id of a network that is no more.</summary>
    public string? Forget { get; init; }

    /// <inheritdoc/>
    public void WriteMembers(JsonLine line)
    {
        line.Member("save"u8, Save);
        line.Member("forget"u8, Forget);
    }

    /// <inheritdoc/>
    public void Check()
    {
        if ((Save is null) == (Forget is null)) throw new JsonException("The line neither saves nor removes a network.");
    }
}
