using ContainerNet.Linux.Sysctls;
using ContainerNet.Plans;

namespace ContainerNet.Networks.Ports;

/// <summary>The ports that the kernel gives to a program that does not name one (ip-sysctl.rst in the kernel's documentation).</summary>
/// <param name="Range">net.ipv4.ip_local_port_range.</param>
/// <param name="Reserved">net.ipv4.ip_local_reserved_ports: those among them that are reserved for programs that name them.</param>
internal sealed record EphemeralPorts(PortRange Range, IReadOnlySet<int> Reserved)
{
    /// <summary>Reads both from the host's own namespace.</summary>
    public static EphemeralPorts Read(HostContext host)
        => Parse(ReadSysctl(host, "ip_local_port_range"), ReadSysctl(host, "ip_local_reserved_ports"));

    /// <summary>Reads what the kernel writes: <c>32768 60999</c>, and <c>8080,9148-9150</c> or nothing.</summary>
    public static EphemeralPorts Parse(string range, string reserved)
    {
        string[] ends = range.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var ports = new HashSet<int>();
        foreach (string part in reserved.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            // The kernel lets port 0 be reserved; no program can have it anyway.
            if (PortRange.Parse(part, out _) is { } several) ports.UnionWith(Enumerable.Range(several.First, several.Count));
        }
        return new EphemeralPorts(PortRange.Parse(string.Join('-', ends), out string? fault) ?? throw NoRange(range, fault!), ports);
    }

    private static string ReadSysctl(HostContext host, string name) => Sysctl.ReadOfHost(host.Sysctls, "net/ipv4/" + name) ?? "";

    private static ContainerNetException NoRange(string text, string fault)
        => new($"The kernel's range of local ports, '{text}', is not usable: {fault}.", ErrorKind.Unsupported) { ErrorId = "NoLocalPortRange", Subject = text };
}
