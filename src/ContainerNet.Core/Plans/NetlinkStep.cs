using System.Text.Json.Serialization;
using ContainerNet.Netlink;

namespace ContainerNet.Plans;

/// <summary>A step that is one rtnetlink message, so that it can share a send with its neighbours.</summary>
internal abstract record NetlinkStep : Step
{
    /// <summary>The namespace that the message is for.</summary>
    public NamespaceReference Namespace { get; init; } = NamespaceReference.Host;

    internal override NamespaceReference Scope => Namespace;

    /// <summary>
    /// Interfaces that must be known by their index before the message can be written. A step whose interface an earlier
    /// one makes waits for that one's answer.
    /// </summary>
    [JsonIgnore]
    internal virtual IEnumerable<string> NeededInterfaces => [];

    /// <summary>Writes the message.</summary>
    internal abstract void Encode(NetlinkWriter writer, PlanSession session);

    /// <summary>Takes the object that the kernel echoes.</summary>
    internal virtual void Echoed(in NetlinkMessage message, PlanSession session) { }

    /// <summary>Called when the kernel has taken the message.</summary>
    internal virtual void Succeeded(PlanSession session) { }

    /// <summary>A step that undoes the part that the kernel carried out before it refused this step; null when there is no such part.</summary>
    internal virtual Step? PartlyDone(PlanSession session) => null;

    /// <summary>Asks the kernel for what <see cref="Encode"/> needs to know.</summary>
    internal void Prepare(PlanSession session)
    {
        foreach (string name in NeededInterfaces) session.LinkIndex(Namespace, name);
    }

    internal override void Apply(PlanSession session)
    {
        Prepare(session);
        session.Route(Namespace).Request(writer => Encode(writer, session), (int _, in NetlinkMessage message) => Echoed(message, session), session.Cancellation);
        Succeeded(session);
    }

    /// <summary>The start of the equivalent command: ip, in the right namespace.</summary>
    private protected string Ip => Commands.Ip(Namespace);
}
