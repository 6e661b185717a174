using ContainerNet.Firewall.Elements;
using ContainerNet.Firewall.Iptables;
using ContainerNet.Firewall.Nftables;

namespace ContainerNet.Firewall;

/// <summary>
/// Two firewalls in one: one knows about the frames on bridges, the other about the packets that are routed. iptables sees no
/// frames, and ebtables does not see which address a neighbour advertisement names, so that nf_tables guards the bridges' ports
/// for iptables as well.
/// </summary>
/// <param name="frames">The firewall of what <see cref="FirewallElement.IsOfFrames"/>.</param>
/// <param name="packets">The firewall of all else.</param>
internal sealed class DividedFirewall(NftablesFirewall frames, IptablesFirewall packets) : IFirewall
{
    public FirewallBackend Backend => packets.Backend;

    // The guard is added before the rules that lead to what it guards, and is removed after them.
    public void Apply(FirewallChange change)
    {
        (FirewallChange ofFrames, FirewallChange ofPackets) = (Part(change, isOfFrames: true), Part(change, isOfFrames: false));
        if (!IsEmpty(ofFrames)) frames.Apply(ofFrames);
        if (IsEmpty(ofPackets)) return;
        try
        {
            packets.Apply(ofPackets);
            if (Array.Exists([.. ofPackets.Add, .. ofPackets.Remove], element => element is NetworkElement)) frames.LetPass(Bridges());
        }
        catch (ContainerNetException)
        {
            if (!IsEmpty(ofFrames)) frames.Apply(ofFrames.Reversed());
            throw;
        }
    }

    public void Rebuild(IReadOnlyList<FirewallElement> elements)
    {
        frames.Rebuild([.. elements.Where(element => element.IsOfFrames)]);
        packets.Rebuild([.. elements.Where(element => !element.IsOfFrames)]);
        frames.LetPass(Bridges());
    }

    public IReadOnlyList<string> Damage() => [.. frames.Damage(), .. packets.Damage(), .. frames.ForeignDamage(Bridges())];

    public string List() => frames.List() + packets.List();

    public IReadOnlyList<FirewallElement> Read() => [.. frames.Read().Where(element => element.IsOfFrames), .. packets.Read()];

    public IReadOnlyList<string> Describe(FirewallChange change)
        => [.. frames.Describe(Part(change, isOfFrames: true)), .. packets.Describe(Part(change, isOfFrames: false))];

    private HashSet<string> Bridges() => [.. packets.Read().OfType<NetworkElement>().Select(network => network.Bridge)];

    private static FirewallChange Part(FirewallChange change, bool isOfFrames)
        => new(Array.FindAll(change.Add, element => element.IsOfFrames == isOfFrames), Array.FindAll(change.Remove, element => element.IsOfFrames == isOfFrames));

    private static bool IsEmpty(FirewallChange change) => change.Add.Length + change.Remove.Length == 0;
}
