namespace ContainerNet.Firewall.Elements;

/// <summary>Which mapped addresses a change has to remove and to add, given what is there.</summary>
internal sealed record AddressDifference(IReadOnlyList<MappedAddress> Removed, IReadOnlyList<MappedAddress> Added)
{
    /// <summary>Compares; throws when one of the two addresses of what is to be added belongs to another already.</summary>
    public static AddressDifference Between(IEnumerable<MappedAddress> present, FirewallChange change)
    {
        HashSet<MappedAddress> before = [.. present];
        HashSet<MappedAddress> after = [.. before.Except(change.Remove.OfType<MappedAddress>())];
        foreach (MappedAddress mapped in change.Add.OfType<MappedAddress>())
        {
            if (after.Contains(mapped)) continue;
            if (after.FirstOrDefault(m => m.HostAddress.Equals(mapped.HostAddress) || m.ContainerAddress.Equals(mapped.ContainerAddress)) is { } other) throw InUse(mapped, other);
            after.Add(mapped);
        }
        return new AddressDifference([.. before.Except(after)], [.. after.Except(before)]);
    }

    private static ContainerNetException InUse(MappedAddress mapped, MappedAddress other)
        => ContainerNetException.InUse("HostAddressInUse", mapped.HostAddress,
            $"The host address {mapped.HostAddress} cannot be mapped to {mapped.ContainerAddress}: {other.HostAddress} is already mapped to {other.ContainerAddress}, and each address has one partner. Remove that mapping first.");
}
