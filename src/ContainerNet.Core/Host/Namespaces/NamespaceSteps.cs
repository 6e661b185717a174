using ContainerNet.Plans;
using ContainerNet.State;

namespace ContainerNet.Host.Namespaces;

/// <summary>Makes a named namespace, with lo up before it has the name: no other process sees it half made.</summary>
internal sealed record CreateNamespace(string Name) : Step, IJsonObject
{
    /// <inheritdoc/>
    public override string Command => $"ip netns add {Commands.Quote(Name)}\n{Commands.Ip(NamespaceReference.Named(Name))} link set lo up";

    internal override Step Inverse => new DeleteNamespace(Name);

    internal override string Noun => "Namespace";

    internal override bool NeedsSysAdmin => true;

    internal override void Apply(PlanSession session)
    {
        session.Adopt(NamespaceReference.Named(Name), session.Host.NamespaceDirectory.Create(Name));
        NamespaceReference reference = NamespaceReference.Named(Name);
        session.Made = new NetNamespace { Name = Name, Path = session.Host.Namespaces.PathOf(reference), Inode = session.Host.Namespaces.InodeOf(reference) };
    }

    /// <inheritdoc/>
    public void WriteMembers(JsonLine line)
    {
        line.Member("name"u8, Name);
    }
}

/// <summary>Removes a namespace's name. The namespace and its content end when no process is inside, so this has no inverse.</summary>
internal sealed record DeleteNamespace(string Name) : Step
{
    /// <inheritdoc/>
    public override string Command => $"ip netns delete {Commands.Quote(Name)}";

    internal override Step? Inverse => null;

    internal override string Noun => "Namespace";

    internal override bool NeedsSysAdmin => true;

    // Half way, the name is a file that nothing is mounted on any more: then what is left is to remove that.
    internal override bool HasHappened(PlanSession session) => !session.Host.NamespaceDirectory.IsMounted(Name);

    internal override void Apply(PlanSession session)
    {
        session.Release(NamespaceReference.Named(Name));
        session.Host.NamespaceDirectory.Remove(Name);
    }
}
