using ContainerNet.Containers.Records;

namespace ContainerNet.Containers.Networking;

/// <summary>
/// The other containers that a container names: the one whose network it joins, and those that it is linked to. Their ids are
/// kept when the container is made, so that it finds them when they have another name by then, as with Docker.
/// </summary>
internal static class ContainerReferences
{
    /// <summary>The ids of the containers that are there now, by the names by which they are referred to.</summary>
    public static IReadOnlyDictionary<string, string> IdsOf(ContainerStore store, ContainerNetworking networking, ContainerOptions options)
    {
        IEnumerable<string> joined = networking.Mode == NetworkMode.Joined ? networking.Names : [];
        return joined.Concat(LinkedNames(options)).Distinct().Select(name => (Name: name, store.Find(name)?.Id)).Where(other => other.Id is not null).ToDictionary(other => other.Name, other => other.Id!);
    }

    /// <summary>The container that another refers to by a name: the one it was made with, or, when that is gone, the one of that name.</summary>
    /// <exception cref="ContainerNetException">There is none.</exception>
    public static ContainerRecord Require(ContainerStore store, ContainerRecord container, string name)
        => container.References.GetValueOrDefault(name) is { } id && store.TryRead(id) is { } other ? other : store.Require(name);

    /// <summary>The present names of the containers that one is linked to. Those that are gone keep the name by which they are referred to.</summary>
    public static IEnumerable<string> LinkedTo(ContainerStore store, ContainerRecord container) => LinkedNames(container.Options).Select(name => NameOf(store, container, name));

    /// <summary>The present name of a container that another refers to by a name.</summary>
    public static string NameOf(ContainerStore store, ContainerRecord container, string name)
        => container.References.GetValueOrDefault(name) is { } id && store.TryRead(id) is { } other ? other.Name : name;

    private static IEnumerable<string> LinkedNames(ContainerOptions options) => options.Links.Select(link => link.Split(':')[0]);
}
