using System.Management.Automation;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Takes back what containers hold that ended while nobody looked, and starts those again whose restart policy says so.</summary>
[Cmdlet(VerbsDiagnostic.Repair, "NetContainer", SupportsShouldProcess = true)]
[OutputType(typeof(NetContainer))]
public sealed class RepairNetContainerCommand : NetCommand
{
    /// <summary>The names or ids of the containers to look at; all when not given.</summary>
    [Parameter(Position = 0)]
    [ArgumentCompleter(typeof(Completion.ContainerCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? Name { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(() =>
    {
        foreach (string id in Net.Containers.ListDamaged(Name))
        {
            if (ShouldProcess(id, "Repair container")) Attempt(() => Write(Net.Containers.Repair(id)));
        }
    });

    // One that was to be removed at its end is gone then.
    private void Write(NetContainer? container)
    {
        if (container is not null) WriteObject(container);
    }
}
