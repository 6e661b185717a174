using System.Management.Automation;
using ContainerNet.Host.Links;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Sets interfaces down.</summary>
[Cmdlet(VerbsLifecycle.Disable, "NetAdapter", SupportsShouldProcess = true, DefaultParameterSetName = ByObject)]
[OutputType(typeof(NetAdapter))]
public sealed class DisableNetAdapterCommand : ChangeAdapterCommand
{
    private protected override LinkSettings Settings => new() { Up = false };
}
