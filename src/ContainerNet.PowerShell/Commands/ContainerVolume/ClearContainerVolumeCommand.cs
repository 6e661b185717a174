using System.Management.Automation;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Removes the anonymous volumes that no container has, and writes what it removed.</summary>
[Cmdlet(VerbsCommon.Clear, "ContainerVolume", SupportsShouldProcess = true)]
[OutputType(typeof(ContainerVolume))]
public sealed class ClearContainerVolumeCommand : NetCommand
{
    /// <summary>Remove those with a name too.</summary>
    [Parameter]
    [Alias("a")]
    public SwitchParameter All { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing() => Attempt(() => ForEach(Net.Volumes.ListUnused(All), volume =>
    {
        string what = $"Remove volume '{volume.Name}'";
        if (!ShouldProcess(what, $"{what}?", MyInvocation.MyCommand.Name)) return;
        Net.Volumes.Remove(volume.Name);
        WriteObject(volume);
    }));
}
