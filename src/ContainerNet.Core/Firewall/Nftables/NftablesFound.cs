using ContainerNet.Firewall.Elements;
using ContainerNet.Netlink.Netfilter;
using ContainerNet.Netlink.Nftables;
using ContainerNet.Netlink.Nftables.Values;

namespace ContainerNet.Firewall.Nftables;

/// <summary>What is there of what a change names: other elements at its host ports and addresses too.</summary>
internal sealed class NftablesFound
{
    /// <summary>Ports, addresses and endpoints.</summary>
    public HashSet<FirewallElement> Elements { get; } = [];

    /// <summary>Those of its networks' bridges that are ours already.</summary>
    public HashSet<string> Bridges { get; } = [];

    /// <summary>Adds what the kernel answered.</summary>
    public void Add(NftElementList list)
    {
        foreach (NftElement element in list.Elements)
        {
            FirewallElement? read = list.Family == NftFamily.Bridge
                ? NftablesElement.ReadEndpoint(list.Set, element)
                : (FirewallElement?)NftablesPort.Read(list.Set, element) ?? NftablesElement.ReadMapped(list.Set, element);
            if (read is not null) Elements.Add(read);
            else if (list.Set == NftablesTable.Bridges.Name) Bridges.Add(new NftKeyReader(element.Key).InterfaceName());
        }
    }
}
