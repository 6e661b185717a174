using System.Net;
using System.Net.Sockets;

namespace ContainerNet.Networks.Ipam;

/// <summary>Chooses subnets from pools.</summary>
internal static class AddressPools
{
    /// <summary>The first subnet of the pools, in their order, that overlaps nothing that is taken.</summary>
    /// <param name="pools">The pools; those of the other family are passed over.</param>
    /// <param name="taken">Networks, routes and addresses in use, of either family.</param>
    /// <param name="family">IPv4 or IPv6.</param>
    /// <returns>Null when none is free.</returns>
    public static IPNetwork? Next(IEnumerable<AddressPoolDefinition> pools, IReadOnlyCollection<IPNetwork> taken, AddressFamily family)
    {
        // A default route covers everything, and takes nothing.
        List<IPNetwork> obstacles = [.. taken.Where(network => network.BaseAddress.AddressFamily == family && network.PrefixLength > 0)];
        foreach (AddressPoolDefinition pool in pools)
        {
            if (pool.BaseValue.BaseAddress.AddressFamily == family && Next(pool, obstacles) is { } free) return free;
        }
        return null;
    }

    // Each turn leaps over all that one obstacle covers: a pool of 2⁵⁶ subnets takes no longer than one of two.
    private static IPNetwork? Next(AddressPoolDefinition pool, List<IPNetwork> obstacles)
    {
        IPNetwork candidate = new(pool.BaseValue.BaseAddress, pool.Size);
        while (true)
        {
            IPNetwork? obstacle = FirstOverlapping(candidate, obstacles);
            if (obstacle is not { } found) return candidate;
            IPAddress last = found.PrefixLength < candidate.PrefixLength ? found.LastAddress() : candidate.LastAddress();
            if (Following(last) is not { } next || !pool.BaseValue.Contains(next)) return null;
            candidate = new IPNetwork(next, pool.Size);
        }
    }

    private static IPNetwork? FirstOverlapping(IPNetwork candidate, List<IPNetwork> obstacles)
    {
        foreach (IPNetwork obstacle in obstacles)
        {
            if (obstacle.Overlaps(candidate)) return obstacle;
        }
        return null;
    }

    /// <summary>The address after one, or null after the family's last.</summary>
    private static IPAddress? Following(IPAddress address)
    {
        byte[] bytes = address.GetAddressBytes();
        for (int i = bytes.Length - 1; i >= 0; i--)
        {
            if (++bytes[i] != 0) return new IPAddress(bytes);
        }
        return null;
    }
}
