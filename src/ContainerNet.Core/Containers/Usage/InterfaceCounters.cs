using System.Globalization;

namespace ContainerNet.Containers.Usage;

/// <summary>What has passed the interfaces of a process's network: /proc/PID/net/dev (proc(5)).</summary>
internal static class InterfaceCounters
{
    private const int HeaderLines = 2;
    private const int Columns = 16;

    /// <summary>The counters of each interface; none when the process has ended.</summary>
    public static IReadOnlyDictionary<string, long[]> Of(int processId)
    {
        try
        {
            return Parse(File.ReadAllLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/net/dev")));
        }
        catch (IOException)
        {
            return new Dictionary<string, long[]>();
        }
    }

    /// <summary>Reads the file's lines: the interface, and eight counters of what came and eight of what left.</summary>
    public static IReadOnlyDictionary<string, long[]> Parse(IReadOnlyList<string> lines)
    {
        var counters = new Dictionary<string, long[]>();
        foreach (string line in lines.Skip(HeaderLines))
        {
            int end = line.LastIndexOf(':');
            long[] values = [.. line[(end + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(text => (long)ulong.Parse(text, CultureInfo.InvariantCulture))];
            if (end > 0 && values.Length == Columns) counters[line[..end].Trim()] = values;
        }
        return counters;
    }

    /// <summary>The counters of an interface as users see them.</summary>
    public static NetContainerEndpointStatistics View(string network, string name, long[] values) => new()
    {
        Network = network,
        InterfaceAlias = name,
        ReceivedBytes = values[0],
        ReceivedPackets = values[1],
        ReceivedPacketErrors = values[2],
        ReceivedDiscardedPackets = values[3],
        SentBytes = values[8],
        SentPackets = values[9],
        OutboundPacketErrors = values[10],
        OutboundDiscardedPackets = values[11],
    };
}
