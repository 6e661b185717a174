using ContainerNet.Plans;

namespace ContainerNet.Host;

/// <summary>What container networks and containers have made of the host's namespaces and bridges. The layers above answer.</summary>
internal interface INamespaceUse
{
    /// <summary>The namespaces of containers that are attached to a network, by their inodes.</summary>
    ILookup<ulong, NamespaceReference> Containers();

    /// <summary>The namespace of a container that runs.</summary>
    /// <exception cref="ContainerNetException">The container does not exist or does not run, or it shares the host's network.</exception>
    NamespaceReference NamespaceOfContainer(string nameOrId);

    /// <summary>The name of the network that a bridge of the host belongs to; null for any other bridge.</summary>
    string? NetworkOf(string bridge);

    /// <summary>The steps that detach namespaces from all networks.</summary>
    IEnumerable<Step> DetachSteps(PlanSession session, IReadOnlyList<NamespaceReference> namespaces);
}

/// <summary>What container networks and containers have made of the host's namespaces and bridges.</summary>
internal static class NamespaceUseService
{
    extension(HostContext host)
    {
        /// <summary>What container networks and containers have made of the host's namespaces and bridges.</summary>
        public INamespaceUse NamespaceUse => host.Get<INamespaceUse>();
    }
}
