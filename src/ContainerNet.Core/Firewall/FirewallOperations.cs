using ContainerNet.Interop;
using ContainerNet.Netlink;

namespace ContainerNet.Firewall;

/// <summary>What can be done with the host's packet filter.</summary>
public sealed class FirewallOperations
{
    private const string NftTable = "table ";
    private const char IPTable = '*';

    private readonly NetHost _host;

    internal FirewallOperations(NetHost host) => _host = host;

    /// <summary>Reads all rules of ours.</summary>
    /// <exception cref="ContainerNetException">CAP_NET_ADMIN is missing.</exception>
    public ContainerFirewall Get()
    {
        FirewallBackend backend = _host.Firewall is NftablesFirewall ? FirewallBackend.NFTables : FirewallBackend.IPTables;
        string text = List();
        return new ContainerFirewall { Backend = backend, Tables = [.. text.Split('\n').Select(TableName).OfType<string>()], Text = text };
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
