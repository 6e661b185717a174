using ContainerNet.Firewall;
using ContainerNet.Networks;

namespace ContainerNet.Containers;

/// <summary>The ports that a container wants published.</summary>
internal static class ContainerPorts
{
    /// <summary>Those that were asked for; with -PublishAll also all exposed ones that are not among them, at any free port of the host.</summary>
    public static IReadOnlyList<PortPublication> Wanted(ContainerOptions options, IReadOnlyList<string> exposed)
    {
        if (!options.PublishAll) return options.Publish;
        IEnumerable<PortPublication> all = exposed.SelectMany(Parse).Where(port => !options.Publish.Any(other => Covers(other, port)));
        return [.. options.Publish, .. all.Distinct()];
    }

    /// <summary>Reads <c>80</c>, <c>53/udp</c>, <c>7000-7010</c>: each port is published by itself, as Docker does it.</summary>
    /// <exception cref="ContainerNetException">It is no such text.</exception>
    public static IReadOnlyList<PortPublication> Parse(string exposed)
    {
        PortPublication range = PortPublication.Parse(exposed);
        if (range.HostPorts is not null || range.HostAddress is not null)
            throw ContainerNetException.Invalid("InvalidExpose", exposed, $"'{exposed}' is not a port to expose: 80, 53/udp, 7000-7010/tcp.");
        return [.. Enumerable.Range(range.ContainerPorts.First, range.ContainerPorts.Count).Select(port => new PortPublication(null, null, new PortRange(port), range.Protocol))];
    }

    /// <summary>The text of the ports inside that a publication is for: <c>80/tcp</c>, <c>7000-7010/udp</c>.</summary>
    public static string Exposed(PortPublication publication) => $"{publication.ContainerPorts}/{publication.Protocol.ToString().ToLowerInvariant()}";

    private static bool Covers(PortPublication publication, PortPublication port)
        => publication.Protocol == port.Protocol && publication.ContainerPorts.Contains(port.ContainerPorts.First);
}
