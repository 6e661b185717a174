using ContainerNet.Plans;

namespace ContainerNet.Host.Links;

/// <summary>One end of a veth pair that is to be made.</summary>
/// <param name="Namespace">The namespace it is made in.</param>
/// <param name="Name">Its name there.</param>
public sealed record VethEnd(NamespaceReference Namespace, string Name)
{
    /// <summary>Its MAC address; a random one when null.</summary>
    public MacAddress? Mac { get; init; }

    /// <summary>Whether it is set up at once.</summary>
    public bool Up { get; init; }
}

/// <summary>What can be done with veth pairs.</summary>
public sealed class VethOperations
{
    private readonly HostContext _host;

    internal VethOperations(HostContext host) => _host = host;

    /// <summary>All veth pairs with an end in the namespace, each once, with the other end wherever it is.</summary>
    public IReadOnlyList<VethPair> List(NamespaceReference reference, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(reference);
        using PlanSession session = _host.NewSession(cancellation);
        List<NetAdapter> ends = [.. LinkOperations.List(session, reference).Where(IsVeth)];
        var peers = new VethPeers(session, reference, ends);
        return [.. ends.Where(end => !IsSecondEnd(end, peers)).Select(end => new VethPair { Adapter = end, Peer = peers.PeerOf(end) })];
    }

    /// <summary>The pair that an interface is an end of, seen from that end.</summary>
    /// <exception cref="ContainerNetException">There is no such interface, or it is no veth.</exception>
    public VethPair Get(NamespaceReference reference, string name)
    {
        using PlanSession session = _host.NewSession();
        return Get(session, reference, name);
    }

    /// <summary>Plans a pair with each end in its namespace. A pair that already exists with the same settings is not changed.</summary>
    /// <exception cref="ContainerNetException">A name is taken, or not a name.</exception>
    public Plan<VethPair> PlanCreate(VethEnd end, VethEnd peer, uint? mtu = null)
    {
        ArgumentNullException.ThrowIfNull(end);
        ArgumentNullException.ThrowIfNull(peer);
        CheckEnd(end);
        CheckEnd(peer);
        if (end.Namespace == peer.Namespace && end.Name == peer.Name)
            throw ContainerNetException.Invalid("SameNameForBothEnds", end.Name, $"Both ends have the name '{end.Name}' in {end.Namespace.Description}. Give them different names or different namespaces.");
        return new Plan<VethPair>(_host, $"Create veth pair '{end.Name}' and '{peer.Name}'",
            session => CreateSteps(session, end, peer, mtu),
            session => Read(session, end, peer)) { LocksState = false, TriesFirst = true };
    }

    /// <summary>Plans to move an end to another namespace and, in the same message, rename it.</summary>
    /// <exception cref="ContainerNetException">There is no such interface, it is no veth, or the name is taken there.</exception>
    public Plan<NetAdapter> PlanMove(NamespaceReference from, string name, NamespaceReference to, string? newName = null)
    {
        ArgumentNullException.ThrowIfNull(to);
        InterfaceName.Check(name);
        string finalName = InterfaceName.Check(newName ?? name);
        return new Plan<NetAdapter>(_host, $"Move interface '{name}' to {to.Description}",
            session => MoveSteps(session, from, name, to, finalName),
            session => LinkOperations.Get(session, to, finalName)) { LocksState = false };
    }

    /// <summary>Plans to remove a pair by one of its ends.</summary>
    /// <exception cref="ContainerNetException">There is no such interface, or it is no veth.</exception>
    public Plan PlanRemove(NamespaceReference reference, string name)
    {
        return new Plan(_host, $"Remove veth pair '{name}'",
            session => [new DeleteLink(RequireVeth(LinkOperations.Get(session, reference, name)).Name) { Namespace = reference }]) { LocksState = false };
    }

    private static Step[] CreateSteps(PlanSession session, VethEnd end, VethEnd peer, uint? mtu)
    {
        // Undoing removes the pair by the address of its named end: a requested address could belong to another interface.
        if (session.TriesFirst && end.Mac is null)
        {
            // A missing namespace is reported first.
            session.Route(end.Namespace);
            session.Route(peer.Namespace);
            return Create(end, peer, mtu);
        }
        NetAdapter? taken = session.FindLink(end.Namespace, end.Name);
        NetAdapter? peerTaken = session.FindLink(peer.Namespace, peer.Name);
        if (taken is null && peerTaken is null) return Create(end, peer, mtu);
        if (taken is null || peerTaken is null || !AreEnds(session, taken, peerTaken)) throw Exists(taken ?? peerTaken!);
        if (Differs(taken, end, mtu) || Differs(peerTaken, peer, mtu))
            throw ContainerNetException.Exists("VethPairExists", end.Name, $"A veth pair '{end.Name}' and '{peer.Name}' already exists with different settings. Set-NetAdapter and Enable-NetAdapter change it.");
        return [];
    }

    private static IReadOnlyList<Step> MoveSteps(PlanSession session, NamespaceReference from, string name, NamespaceReference to, string finalName)
    {
        if (session.FindLink(from, name) is null && session.FindLink(to, finalName) is { Kind: "veth" }) return [];
        NetAdapter end = RequireVeth(LinkOperations.Get(session, from, name));
        // The kernel moves first and renames then, and leaves the end moved where the name turns out to be taken.
        if ((from, name) != (to, finalName) && session.FindLink(to, finalName) is { } taken) throw Exists(taken);
        return LinkOperations.ChangeSteps(session, from, end.Name, new LinkSettings { Namespace = to, Name = finalName });
    }

    private static VethPair Get(PlanSession session, NamespaceReference reference, string name)
    {
        NetAdapter end = RequireVeth(LinkOperations.Get(session, reference, name));
        var peers = new VethPeers(session, reference, [end]);
        return new VethPair { Adapter = end, Peer = peers.PeerOf(end) };
    }

    private static void CheckEnd(VethEnd end)
    {
        InterfaceName.Check(end.Name);
        if (end.Mac is { } mac) LinkOperations.CheckMac(mac);
    }

    private static bool Differs(NetAdapter present, VethEnd wanted, uint? mtu)
        => (wanted.Up && !present.IsEnabled) || (mtu is not null && mtu != present.MtuSize) || (wanted.Mac is { } mac && mac != present.MacAddressValue);

    // Where both ends are is known: neither has to be searched for.
    private static VethPair Read(PlanSession session, VethEnd end, VethEnd peer) => new()
    {
        Adapter = RequireVeth(LinkOperations.Get(session, end.Namespace, end.Name)),
        Peer = LinkOperations.Get(session, peer.Namespace, peer.Name),
    };

    private static Step[] Create(VethEnd end, VethEnd peer, uint? mtu)
    {
        var create = new CreateLink(end.Name, "veth", end.Mac ?? MacAddress.Random())
        {
            Namespace = end.Namespace,
            Up = end.Up,
            Mtu = mtu,
            Peer = new VethPeer(peer.Namespace, peer.Name, peer.Mac ?? MacAddress.Random()),
        };
        return peer.Up ? [create, ChangeLink.SetUp(peer.Namespace, peer.Name)] : [create];
    }

    private static bool AreEnds(PlanSession session, NetAdapter end, NetAdapter other)
        => IsVeth(end) && new VethPeers(session, end.NamespaceValue, [end]).PeerOf(end) is { } peer && peer.InterfaceIndex == other.InterfaceIndex && peer.Name == other.Name;

    // Of two ends in one namespace the kernel registers the peer first, so the named one has the higher index.
    private static bool IsSecondEnd(NetAdapter end, VethPeers peers)
        => end.LinkNamespaceId is null && end.LinkIndex > end.InterfaceIndex && peers.PeerOf(end) is not null;

    private static bool IsVeth(NetAdapter adapter) => adapter.Kind == "veth";

    private static NetAdapter RequireVeth(NetAdapter adapter) => IsVeth(adapter)
        ? adapter
        : throw ContainerNetException.Invalid("NotAVethPair", adapter.Name, $"'{adapter.Name}' is not one end of a veth pair. Its kind is '{(adapter.Kind.Length == 0 ? "none" : adapter.Kind)}'.");

    private static ContainerNetException Exists(NetAdapter taken)
        => ContainerNetException.Exists("InterfaceExists", taken.Name, $"There is an interface '{taken.Name}' in {taken.NamespaceValue.Description} already.");
}
