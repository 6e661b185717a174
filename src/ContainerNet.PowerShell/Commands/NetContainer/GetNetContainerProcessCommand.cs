using System.Management.Automation;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Gets the processes of containers that run, as the host sees them, as docker top does.</summary>
[Cmdlet(VerbsCommon.Get, "NetContainerProcess")]
[OutputType(typeof(NetContainerProcess))]
public sealed class GetNetContainerProcessCommand : RunningContainerCommand
{
    /// <inheritdoc/>
    protected override void ProcessRecord() => ForEachRunning(name => WriteObject(Net.Containers.ListProcesses(name), enumerateCollection: true));
}
