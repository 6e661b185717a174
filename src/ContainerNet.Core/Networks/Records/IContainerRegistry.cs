using System.Net;
using ContainerNet.Plans;

namespace ContainerNet.Networks.Records;

/// <summary>What networks have to know of the host's containers. The layer above answers.</summary>
internal interface IContainerRegistry
{
    /// <summary>Whether there may be a container. On a host that never had one, nothing has to be looked up.</summary>
    bool MayBeAny { get; }

    /// <summary>The container that a namespace belongs to; null where it is no container's.</summary>
    EndpointOwner? OwnerOf(NamespaceReference reference);

    /// <summary>The namespace of a container that runs.</summary>
    /// <exception cref="ContainerNetException">The container does not exist or does not run, or it shares the host's network.</exception>
    NamespaceReference NamespaceOf(string nameOrId);

    /// <summary>The addresses that containers were given by hand on a network, whether they run or not, apart from one container's.</summary>
    IReadOnlyCollection<IPAddress> FixedAddresses(string network, string? exceptId);

    /// <summary>The ports of the host that containers publish by number, whether they run or not, apart from one container's.</summary>
    IEnumerable<int> FixedPorts(string? exceptName);

    /// <summary>Brings the files of containers up to date after endpoints came or went.</summary>
    void UpdateFiles(IReadOnlyList<EndpointRecord> changed);
}

/// <summary>The host's containers, as networks know them.</summary>
internal static class ContainerRegistryService
{
    extension(HostContext host)
    {
        /// <summary>The host's containers, as networks know them.</summary>
        public IContainerRegistry Containers => host.Get<IContainerRegistry>();
    }
}
