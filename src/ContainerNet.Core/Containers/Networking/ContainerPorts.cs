using ContainerNet.Containers.Records;

namespace ContainerNet.Containers.Networking;

/// <summary>The ports that a container wants published.</summary>
internal static class ContainerPorts
{
    /// <summary>The requested ports; with -PublishAll also all exposed ones that are not among them, at any free port of the host.</summary>
    public static IReadOnlyList<PortPublication> Wanted(ContainerOptions options, IReadOnlyList<string> exposed)
    {
        if (!options.PublishAll) return options.Publish;
        IEnumerable<PortPublication> all = exposed.SelectMany(Parse).Where(port => !options.Publish.Any(other => Covers(other, port)));
        return [.. options.Publish, .. all.Distinct()];
    }

    /// <summary>A container as its endpoints know it.</summary>
    public static EndpointOwner OwnerOf(ContainerRecord container)
        => new(container.Id, container.Name, container.Names, container.Options.Dns, Wanted(container.Options, container.Program.ExposedPorts));

    /// <summary>Reads <c>80</c>, <c>53/udp</c>, <c>7000-7010</c>: each port is published by itself, as Docker does it.</summary>
    /// <exception cref="ContainerNetException">It is no such text.</exception>
    public static IReadOnlyList<PortPublication> Parse(string exposed)
    {
        PortPublication range = PortPublication.Parse(exposed);
        if (range.HostPorts is not null || range.HostAddress is not null)
            throw ContainerNetException.Invalid("InvalidExpose", exposed, $"'{exposed}' is not a port to expose. Write it as 80, 53/udp or 7000-7010/tcp.");
        return [.. Enumerable.Range(range.ContainerPorts.First, range.ContainerPorts.Count).Select(port => new PortPublication(null, null, new PortRange(port), range.Protocol))];
    }

    private static bool Covers(PortPublication publication, PortPublication port)
        => publication.Protocol == port.Protocol && publication.ContainerPorts.Contains(port.ContainerPorts.First);
}
