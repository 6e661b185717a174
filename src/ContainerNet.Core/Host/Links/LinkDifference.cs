namespace ContainerNet.Host.Links;

/// <summary>What of wanted settings a link does not have yet, and what it has instead.</summary>
internal static class LinkDifference
{
    public static (LinkSettings New, LinkSettings Old, bool Any) Between(NetAdapter adapter, LinkSettings wanted)
    {
        var old = new LinkSettings();
        var difference = new LinkSettings();
        if (wanted.Up is { } up && up != adapter.IsEnabled) (difference, old) = (difference with { Up = up }, old with { Up = adapter.IsEnabled });
        if (wanted.Mtu is { } mtu && mtu != adapter.MtuSize) (difference, old) = (difference with { Mtu = mtu }, old with { Mtu = adapter.MtuSize });
        if (wanted.Mac is { } mac && mac != adapter.MacAddressValue) (difference, old) = (difference with { Mac = mac }, old with { Mac = adapter.MacAddressValue });
        if (wanted.Master is { } master && master != (adapter.Master ?? "")) (difference, old) = (difference with { Master = master }, old with { Master = adapter.Master ?? "" });
        if (wanted.Description is { } text && text != adapter.Description) (difference, old) = (difference with { Description = text }, old with { Description = adapter.Description });
        if (wanted.Name is { } name && name != adapter.Name) (difference, old) = (difference with { Name = name }, old with { Name = adapter.Name });
        if (wanted.Namespace is { } target && target != adapter.NamespaceValue) (difference, old) = (difference with { Namespace = target }, old with { Namespace = adapter.NamespaceValue });
        return (difference, old, difference != new LinkSettings());
    }
}
