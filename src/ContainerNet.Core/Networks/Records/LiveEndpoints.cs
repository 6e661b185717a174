using ContainerNet.Host.Links;
using ContainerNet.Linux.Syscalls;
using ContainerNet.Plans;

namespace ContainerNet.Networks.Records;

/// <summary>Finds endpoints that are kept, and tells which of them the kernel still has.</summary>
internal static class LiveEndpoints
{
    /// <summary>Whether the endpoint's interface exists. It disappears with its namespace.</summary>
    public static bool IsAlive(PlanSession session, EndpointRecord endpoint) => Alive(session, [endpoint]).Count > 0;

    /// <summary>The endpoints whose interfaces exist, from one request to the kernel.</summary>
    public static List<EndpointRecord> Alive(PlanSession session, IEnumerable<EndpointRecord> endpoints)
    {
        EndpointRecord[] all = [.. endpoints];
        HashSet<string> present = session.ExistingLinks(NamespaceReference.Host, [.. all.Select(endpoint => endpoint.HostInterface).Where(name => name.Length > 0)]);
        return [.. all.Where(endpoint => endpoint.HostInterface.Length > 0
            ? present.Contains(endpoint.HostInterface)
            : FileIdentity.Of(session.Host.Namespaces.PathOf(endpoint.Place()))?.Inode == endpoint.NamespaceInode)];
    }

    /// <summary>The endpoint with an id.</summary>
    /// <exception cref="ContainerNetException">EndpointNotFound: it does not exist.</exception>
    public static EndpointRecord Require(PlanSession session, string id)
        => session.Host.State.FindEndpoint(id)
            ?? throw ContainerNetException.NotFound("EndpointNotFound", id, $"Endpoint {id[..Math.Min(12, id.Length)]} no longer exists.");

    /// <summary>A namespace's endpoints, by whatever name or path it was attached; for a removed namespace, by its former name.</summary>
    public static IEnumerable<EndpointRecord> OfNamespace(PlanSession session, NamespaceReference reference)
    {
        ulong? inode = FileIdentity.Of(session.Host.Namespaces.PathOf(reference))?.Inode;
        return session.Host.State.Endpoints.Where(endpoint => endpoint.NamespaceInode == inode || (inode is null && endpoint.Namespace == reference.Text));
    }
}
