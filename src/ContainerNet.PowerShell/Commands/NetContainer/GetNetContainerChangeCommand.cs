using System.Management.Automation;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Gets what containers have changed in their root file systems.</summary>
[Cmdlet(VerbsCommon.Get, "NetContainerChange", DefaultParameterSetName = ByName)]
[OutputType(typeof(ContainerChange))]
public sealed class GetNetContainerChangeCommand : ContainerCommand
{
    /// <inheritdoc/>
    protected override void ProcessRecord() => ForEachContainer(name => WriteObject(Net.Containers.ListChanges(name, Cancellation), enumerateCollection: true));
}
