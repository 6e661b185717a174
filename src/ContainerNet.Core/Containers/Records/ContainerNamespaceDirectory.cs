using ContainerNet.Host.Namespaces;
using ContainerNet.Plans;

namespace ContainerNet.Containers.Records;

/// <summary>The network namespaces of containers, by the containers' ids.</summary>
/// <param name="options">The host.</param>
internal sealed class ContainerNamespaceDirectory(NetHostOptions options) : NamespaceDirectory(Path.Combine(options.RunDirectory, "netns"));

/// <summary>The network namespaces of the host's containers.</summary>
internal static class ContainerNamespaceService
{
    extension(HostContext host)
    {
        /// <summary>The network namespaces of the host's containers.</summary>
        public ContainerNamespaceDirectory ContainerNamespaces => host.Get<ContainerNamespaceDirectory>();
    }
}
