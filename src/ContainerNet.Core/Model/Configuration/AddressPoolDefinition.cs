using System.Globalization;
using System.Net;

namespace ContainerNet;

/// <summary>The addresses from which networks get their subnets when none is requested: <c>default-address-pools</c> of daemon.json.</summary>
public sealed class AddressPoolDefinition
{
    /// <summary>Names a pool.</summary>
    /// <param name="pool">All the addresses.</param>
    /// <param name="size">The prefix length of each subnet in bits, not shorter than that of <paramref name="pool"/>.</param>
    public AddressPoolDefinition(IPNetwork pool, int size) => (BaseValue, Size) = (pool, size);

    /// <summary>All the addresses.</summary>
    public string Base => BaseValue.ToString();

    /// <summary>The same as a value.</summary>
    internal IPNetwork BaseValue { get; }

    /// <summary>The prefix length of each subnet in bits.</summary>
    public int Size { get; }

    /// <summary>Reads what <c>dockerd --default-address-pool</c> takes: <c>base=172.20.0.0/14,size=16</c>.</summary>
    /// <exception cref="ContainerNetException">The text is no pool.</exception>
    public static AddressPoolDefinition Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] parts = text.Split(',', StringSplitOptions.TrimEntries);
        if (parts is [['b', 'a', 's', 'e', '=', .. var network], ['s', 'i', 'z', 'e', '=', .. var size]] && int.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out int length))
            return new AddressPoolDefinition(IPAddresses.ParseNetwork(network), length);
        throw ContainerNetException.Invalid("InvalidAddressPool", text, $"'{text}' is not an address pool. Write it as base=172.20.0.0/14,size=16.");
    }

    /// <summary>As <c>dockerd --default-address-pool</c> takes it: <c>base=172.20.0.0/14,size=16</c>.</summary>
    public override string ToString() => $"base={Base},size={Size}";
}
