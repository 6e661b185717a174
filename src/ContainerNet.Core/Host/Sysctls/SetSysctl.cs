using ContainerNet.Linux.Sysctls;
using ContainerNet.Plans;
using ContainerNet.State;

namespace ContainerNet.Host.Sysctls;

/// <summary>Sets a kernel parameter of a namespace.</summary>
/// <param name="Key">Its name under /proc/sys, with slashes: <c>net/ipv4/ip_forward</c>.</param>
/// <param name="New">The value to set.</param>
/// <param name="Old">The value before.</param>
internal sealed record SetSysctl(string Key, string New, string Old) : Step, IJsonObject
{
    /// <summary>The namespace.</summary>
    public NamespaceReference Namespace { get; init; } = NamespaceReference.Host;

    /// <inheritdoc/>
    public override string Command => Commands.Sysctl(Namespace, Key, New);

    internal override Step Inverse => new SetSysctl(Key, Old, New) { Namespace = Namespace };

    internal override string Noun => "Sysctl";

    internal override NamespaceReference Scope => Namespace;

    internal override void Apply(PlanSession session) => Sysctl.Set(session.Host.Sysctls, Namespace, session.Namespace, [new SysctlSetting(Key, New, Old)]);

    /// <inheritdoc/>
    public void WriteMembers(JsonLine line)
    {
        line.Member("key"u8, Key);
        line.Member("new"u8, New);
        line.Member("old"u8, Old);
        line.Member("namespace"u8, Namespace.Text);
    }
}
