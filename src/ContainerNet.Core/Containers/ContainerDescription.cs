using System.Globalization;
using ContainerNet.Interop;
using ContainerNet.Namespaces;

namespace ContainerNet.Containers;

/// <summary>What starting a container equals, as commands.</summary>
internal sealed class ContainerDescription(NetHost host, ContainerRecord container)
{
    /// <summary>The commands, in their order.</summary>
    public IReadOnlyList<string> Lines()
    {
        var folder = new ContainerFolder(host.Options, container.Id);
        ContainerNetworking networking = ContainerNetworking.Of(host, container.Options);
        string[] lines =
        [
            ContainerCommands.Mount(container, folder),
            .. networking.HasOwnNamespace ? (string[])[ContainerCommands.MakeNamespace(host, container.Id)] : [],
            .. Attach(ContainerNetworkWish.Of(host, container, networking)),
            ContainerCommands.Create(folder, container.Id),
            ContainerCommands.Start(container.Id),
        ];
        return [.. lines.SelectMany(line => line.Split('\n'))];
    }

    // The namespace is not there yet, so another empty one stands in for it, which has no name and goes at once.
    private IReadOnlyList<string> Attach(IReadOnlyList<ContainerNetworkWish> wishes)
    {
        if (wishes.Count == 0) return [];
        FileDescriptor? empty = null;
        NamespaceWorker.Shared.RunInNew(() => empty = ThreadNamespace.Open());
        using (empty)
        {
            string path = string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{empty!.Number}");
            string meant = host.ContainerNamespaces.PathOf(container.Id);
            return [.. wishes.SelectMany(wish => host.Endpoints.PlanConnect(wish.Network, NamespaceReference.AtPath(path), wish.Options).Commands.Select(command => command.Replace(path, meant, StringComparison.Ordinal)))];
        }
    }
}
