using ContainerNet.Firewall.Elements;

namespace ContainerNet.Firewall.Iptables;

/// <summary>Refuses what iptables cannot hold, beyond what no firewall can.</summary>
internal static class IptablesCheck
{
    /// <summary>The same change in the one form that is compared and read back: a network with a source address masquerades.</summary>
    public static FirewallChange Normalize(FirewallChange change)
    {
        FirewallChange normal = FirewallCheck.Normalize(change);
        return new FirewallChange([.. normal.Add.Select(Normalize)], [.. normal.Remove.Select(Normalize)]);
    }

    private static FirewallElement Normalize(FirewallElement element) => element switch
    {
        NetworkElement network => network with { Bridge = CheckName(network.Bridge), Masquerade = network.Masquerade || network.SnatAddress is not null },
        _ => element,
    };

    // iptables takes a '+' at the end of a name for a wildcard, and quotes and brackets for its own or a shell's.
    private static string CheckName(string name)
    {
        bool plain = name.Length is > 0 and <= InterfaceName.MaxBytes && name[0] != '-' && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '@');
        return plain ? name : throw ContainerNetException.Invalid("InvalidInterfaceName", name,
            $"iptables cannot match the interface name '{name}'. It accepts 1 to {InterfaceName.MaxBytes} letters, digits, '-', '_', '.' and '@', and the first is not '-'.");
    }
}
