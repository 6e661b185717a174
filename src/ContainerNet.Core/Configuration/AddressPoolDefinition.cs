using System.Globalization;
using System.Net;

namespace ContainerNet;

/// <summary>Addresses that networks get their subnets from when none is asked for: <c>default-address-pools</c> of daemon.json.</summary>
/// <param name="Base">All the addresses.</param>
/// <param name="Size">The prefix length of each subnet in bits, not shorter than that of <paramref name="Base"/>.</param>
public sealed record AddressPoolDefinition(IPNetwork Base, int Size)
{
    /// <summary>Reads what <c>dockerd --default-address-pool</c> takes: <c>base=172.20.0.0/14,size=16</c>.</summary>
    /// <exception cref="ContainerNetException">The text is no pool.</exception>
    public static AddressPoolDefinition Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] parts = text.Split(',', StringSplitOptions.TrimEntries);
        if (parts is [['b', 'a', 's', 'e', '=', .. var network], ['s', 'i', 'z', 'e', '=', .. var size]] && int.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out int length))
            return new AddressPoolDefinition(IPAddresses.ParseNetwork(network), length);
        throw ContainerNetException.Invalid("InvalidAddressPool", text, $"'{text}' is not an address pool; base=172.20.0.0/14,size=16 is.");
    }

    /// <summary>As <c>dockerd --default-address-pool</c> takes it: <c>base=172.20.0.0/14,size=16</c>.</summary>
    public override string ToString() => $"base={Base},size={Size}";
}
