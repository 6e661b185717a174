using ContainerNet.Linux.Syscalls;
using ContainerNet.Netlink;
using ContainerNet.Plans;

namespace ContainerNet.Firewall;

/// <summary>What can be done with the host's packet filter.</summary>
public sealed class FirewallOperations
{
    private const string NftTable = "table ";
    private const char IPTable = '*';

    private readonly HostContext _host;

    internal FirewallOperations(HostContext host) => _host = host;

    /// <summary>Reads all our rules.</summary>
    /// <exception cref="ContainerNetException">CAP_NET_ADMIN is missing.</exception>
    public ContainerFirewall Get()
    {
        string text = List();
        return new ContainerFirewall { Backend = _host.Firewall.Backend, Tables = [.. text.Split('\n').Select(TableName).OfType<string>()], Text = text };
    }

    private string List()
    {
        try
        {
            return _host.Firewall.List();
        }
        catch (NetlinkException e) when (e.Errno == Errno.EPERM && Capabilities.Missing(Capability.NetAdmin) is { } missing)
        {
            throw missing;
        }
    }

    // A table begins at the start of a line, and nothing else does that looks so.
    private static string? TableName(string line)
        => line.StartsWith(NftTable, StringComparison.Ordinal) ? line[NftTable.Length..].TrimEnd(' ', '{')
        : line.StartsWith(IPTable) ? line[1..]
        : null;
}
