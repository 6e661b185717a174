using System.Net;

namespace ContainerNet;

/// <summary>Addresses that networks get their subnets from when none is asked for: <c>default-address-pools</c> of daemon.json.</summary>
/// <param name="Base">All the addresses.</param>
/// <param name="Size">The prefix length of each subnet in bits, not shorter than that of <paramref name="Base"/>.</param>
public sealed record AddressPoolDefinition(IPNetwork Base, int Size)
{
    /// <summary>As <c>dockerd --default-address-pool</c> takes it: <c>base=172.20.0.0/14,size=16</c>.</summary>
    public override string ToString() => $"base={Base},size={Size}";
}
