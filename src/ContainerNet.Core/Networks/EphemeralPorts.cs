using ContainerNet.Namespaces;

namespace ContainerNet.Networks;

/// <summary>The ports that the kernel gives to who does not name one (ip-sysctl.rst in the kernel's documentation).</summary>
/// <param name="Range">net.ipv4.ip_local_port_range.</param>
/// <param name="Reserved">net.ipv4.ip_local_reserved_ports: those among them that are kept for who does name them.</param>
internal sealed record EphemeralPorts(PortRange Range, IReadOnlySet<int> Reserved)
{
    /// <summary>Reads both from the host's own namespace.</summary>
    public static EphemeralPorts Read(NetHost host)
        => Parse(ReadSysctl(host, "ip_local_port_range"), ReadSysctl(host, "ip_local_reserved_ports"));

    /// <summary>Reads what the kernel writes: <c>32768 60999</c>, and <c>8080,9148-9150</c> or nothing.</summary>
    public static EphemeralPorts Parse(string range, string reserved)
    {
        string[] ends = range.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var ports = new HashSet<int>();
        foreach (string part in reserved.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            // The kernel lets port 0 be reserved; it is nobody's anyway.
            if (PortRange.Parse(part, out _) is { } several) ports.UnionWith(Enumerable.Range(several.First, several.Count));
        }
        return new EphemeralPorts(PortRange.Parse(string.Join('-', ends), out string? fault) ?? throw NoRange(range, fault!), ports);
    }

    private static string ReadSysctl(NetHost host, string name) => Sysctl.ReadOfHost(host, "net/ipv4/" + name) ?? "";

    private static ContainerNetException NoRange(string text, string fault)
        => new($"The kernel's range of local ports, '{text}', cannot be used: {fault}.", ErrorKind.Unsupported) { ErrorId = "NoLocalPortRange", Subject = text };
}
