using System.Management.Automation;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Releases what unnoticed ended containers hold, and starts them again if their restart policy says so.</summary>
[Cmdlet(VerbsDiagnostic.Repair, "NetContainer", SupportsShouldProcess = true, DefaultParameterSetName = ByName)]
[OutputType(typeof(NetContainer))]
public sealed class RepairNetContainerCommand : NetCommand
{
    private const string ByName = "Name";
    private const string ByObject = "InputObject";

    /// <summary>The names or ids of the containers to look at; all when not given.</summary>
    [Parameter(ParameterSetName = ByName, Position = 0)]
    [ArgumentCompleter(typeof(Completion.ContainerCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? Name { get; set; }

    /// <summary>Containers as objects, also deserialised, or their names.</summary>
    [Parameter(ParameterSetName = ByObject, Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public PSObject[]? InputObject { get; set; }

    /// <summary>Wait for another process that starts or removes a container. Wait before a start as long as the restart policy says, and try again until it succeeds or the policy allows no more.</summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(() =>
    {
        if (InputObject is null) Repair(Name);
        else ForEachNamed(names: null, InputObject, nameof(NetContainer), ["Id", "Name"], name => Repair([name]));
    });

    private void Repair(string[]? names) => ForEach(Net.Containers.ListDamaged(names, Wait, Cancellation), id => Run(Net.Containers.PlanRepair(id, Wait), Write));

    // A container with -Remove no longer exists then.
    private void Write(NetContainer? container)
    {
        if (container is not null) WriteObject(container);
    }
}
