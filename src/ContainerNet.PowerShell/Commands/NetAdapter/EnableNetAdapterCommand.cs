using System.Management.Automation;
using ContainerNet.Host.Links;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Sets interfaces up.</summary>
[Cmdlet(VerbsLifecycle.Enable, "NetAdapter", SupportsShouldProcess = true, DefaultParameterSetName = ByObject)]
[OutputType(typeof(NetAdapter))]
public sealed class EnableNetAdapterCommand : ChangeAdapterCommand
{
    private protected override LinkSettings Settings => new() { Up = true };
}
