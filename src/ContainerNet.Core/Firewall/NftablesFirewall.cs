using ContainerNet.Interop;
using ContainerNet.Netlink;
using ContainerNet.Netlink.Netfilter;

namespace ContainerNet.Firewall;

/// <summary>
/// The firewall in nf_tables. Nothing is kept here: each change is worked out from what the kernel holds, and made only
/// if that is still what it holds. The table is there as long as there is a network or a port.
/// </summary>
/// <param name="socket">A netfilter socket, opened in the host's network namespace.</param>
internal sealed class NftablesFirewall(NetlinkSocket socket) : IFirewall
{
    // Each time one is lost, another's change was made: this many say that something changes the rules without end.
    private const int Attempts = 1000;

    private readonly NftablesContent _content = new(socket);

    public void Apply(FirewallChange change)
    {
        FirewallChange checkedChange = FirewallCheck.Normalize(change);
        for (int attempt = 1; attempt <= Attempts; attempt++)
        {
            uint generation = NftDump.Generation(socket);
            if (Plan(checkedChange).ToBatch().TryCommit(socket, generation)) return;
        }
        throw new NetlinkException(Errno.ERESTART, $"Other changes to the rules went before this one {Attempts} times.");
    }

    public IReadOnlyList<FirewallElement> Read()
    {
        for (int attempt = 1; attempt <= Attempts; attempt++)
        {
            uint generation = NftDump.Generation(socket);
            List<FirewallElement> elements = [.. _content.Networks(), .. _content.Ports()];
            if (NftDump.Generation(socket) == generation) return elements;
        }
        throw new NetlinkException(Errno.EAGAIN, $"The rules changed while they were read, {Attempts} times in a row.");
    }

    public void Rebuild(IReadOnlyList<FirewallElement> elements) => throw new NotSupportedException();

    public IReadOnlyList<string> Damage() => throw new NotSupportedException();

    public string List() => throw new NotSupportedException();

    public IReadOnlyList<string> Describe(FirewallChange change) => Plan(FirewallCheck.Normalize(change)).ToCommands();

    private NftablesTransaction Plan(FirewallChange change)
    {
        List<PublishedPort> named = [.. change.Remove.Concat(change.Add).OfType<PublishedPort>()];
        // One that is removed and added again with another target is one host port.
        (bool exists, List<PublishedPort> found) = _content.Find([.. named.Select(NftablesElement.Of).DistinctBy(e => (e.Set.Name, e.Element.Key))]);
        if (!exists && change.Add.Count == 0) return new NftablesTransaction { Added = [], Removed = [] };

        PortDifference ports = PortDifference.Between(found, change);
        // Ports alone, added, neither need to know the networks nor leave nothing behind.
        if (change.Remove.Count == 0 && !change.Add.OfType<NetworkElement>().Any()) return Transaction(exists, [], [], ports);

        List<NetworkElement> before = exists ? _content.Networks() : [];
        List<NetworkElement> after = NetworkDifference.Apply(before, change);
        return exists && LeavesNothing(after, ports)
            ? new NftablesTransaction { Deletes = true, Added = [], Removed = [] }
            : Transaction(exists, before, after, ports);
    }

    private bool LeavesNothing(List<NetworkElement> networks, PortDifference ports)
        => networks.Count == 0 && ports.Added.Count == 0 && _content.Ports().Count == ports.Removed.Count;

    private static NftablesTransaction Transaction(bool exists, List<NetworkElement> before, List<NetworkElement> after, PortDifference ports)
    {
        // Networks on one bridge share elements: those go with the last of them.
        HashSet<NftablesElement> old = [.. before.SelectMany(NftablesElement.Of)];
        HashSet<NftablesElement> wanted = [.. after.SelectMany(NftablesElement.Of)];
        return new NftablesTransaction
        {
            Creates = !exists,
            Removed = [.. ports.Removed.Select(NftablesElement.Of), .. old.Except(wanted)],
            Added = [.. wanted.Except(old), .. ports.Added.Select(NftablesElement.Of)],
        };
    }
}
