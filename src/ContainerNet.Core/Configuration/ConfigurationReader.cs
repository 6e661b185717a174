using System.Net.Sockets;

namespace ContainerNet.Configuration;

/// <summary>Reads a configuration file's text.</summary>
internal static class ConfigurationReader
{
    /// <summary>What a file configures.</summary>
    /// <param name="text">The file; nothing for the defaults.</param>
    /// <param name="file">Its path.</param>
    /// <param name="machineId">What the host's own IPv6 pool is made from.</param>
    /// <exception cref="ContainerNetException">The file is not acceptable; the message says in which line.</exception>
    public static ContainerNetConfiguration Read(ReadOnlySpan<byte> text, string file, string machineId)
    {
        IReadOnlyList<ConfigurationProperty> properties = ConfigurationText.Parse(text, file);
        var result = new ContainerNetConfiguration { Path = file, Keys = properties.Select(property => property.Key).ToArray(), DefaultAddressPools = [] };
        foreach (ConfigurationProperty property in properties) ConfigurationKeys.Apply(result, file, property);
        new DefaultNetworkRules(file, properties).Resolve(result);
        result.DefaultAddressPools = Completed(result.DefaultAddressPools, machineId);
        return result;
    }

    private static AddressPoolDefinition[] Completed(IReadOnlyList<AddressPoolDefinition> pools, string machineId)
    {
        bool Has(AddressFamily family) => pools.Any(pool => pool.BaseValue.BaseAddress.AddressFamily == family);
        IEnumerable<AddressPoolDefinition> all = pools;
        if (!Has(AddressFamily.InterNetwork)) all = all.Concat(DefaultAddressPools.IPv4);
        if (!Has(AddressFamily.InterNetworkV6)) all = all.Append(DefaultAddressPools.IPv6(machineId));
        return [.. all];
    }
}
