using ContainerNet.Linux.Sysctls;
using ContainerNet.Plans;

namespace ContainerNet.Host.Sysctls;

/// <summary>Sets kernel parameters of one interface, which come and go with it: all of them, or none where one is refused.</summary>
/// <param name="Of">The interface's name.</param>
/// <param name="Settings">The parameters.</param>
internal sealed record SetSysctls(string Of, SysctlSetting[] Settings) : Step
{
    /// <summary>The namespace.</summary>
    public NamespaceReference Namespace { get; init; } = NamespaceReference.Host;

    /// <inheritdoc/>
    public override string Command => string.Join('\n', Settings.Select(setting => Commands.Sysctl(Namespace, setting.Key, setting.New)));

    internal override Step Inverse => new SetSysctls(Of, WayBack()) { Namespace = Namespace };

    internal override InterfacePlace Interface => new(Namespace, Of);

    internal override string Noun => "Sysctl";

    internal override NamespaceReference Scope => Namespace;

    internal override void Apply(PlanSession session) => Sysctl.Set(session.Host.Sysctls, Namespace, session.Namespace, Settings);

    private SysctlSetting[] WayBack()
    {
        SysctlSetting[] back = Array.ConvertAll(Settings, setting => setting.Reversed());
        Array.Reverse(back);
        return back;
    }
}
