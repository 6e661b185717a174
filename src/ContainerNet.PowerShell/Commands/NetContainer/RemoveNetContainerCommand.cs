using System.Management.Automation;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Removes containers, with all that they have written. One that runs is removed after a question, or with -Force.</summary>
[Cmdlet(VerbsCommon.Remove, "NetContainer", SupportsShouldProcess = true)]
public sealed class RemoveNetContainerCommand : ContainerCommand
{
    /// <summary>End those that run, without a question.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => ForEachContainer(name =>
    {
        if (ShouldProcess(name, "Remove container"))
            RemoveAsking($"Remove container '{name}'", "End it and remove it?", agreed => Net.Containers.Remove(name, Force || agreed));
    });
}
