using ContainerNet.Firewall.Elements;

namespace ContainerNet.Firewall.Iptables;

/// <summary>The elements of one family that a change leads to.</summary>
internal static class IptablesContent
{
    /// <summary>Removes and adds; throws when something that is to be added is there in another form.</summary>
    public static List<FirewallElement> Apply(IReadOnlyList<FirewallElement> present, FirewallChange change)
    {
        PortDifference ports = PortDifference.Apply(new PublishedPortIndex(present.OfType<PublishedPort>()), change);
        AddressDifference addresses = AddressDifference.Between(present.OfType<MappedAddress>(), change);
        return
        [
            .. NetworkDifference.Apply(present.OfType<NetworkElement>(), change),
            .. present.Except([.. ports.Removed, .. addresses.Removed, .. change.Remove.OfType<EndpointElement>()]).Where(element => element is not NetworkElement),
            .. ports.Added,
            .. addresses.Added,
            .. change.Add.OfType<EndpointElement>().Except(present.OfType<EndpointElement>().Except(change.Remove.OfType<EndpointElement>())),
        ];
    }
}
