using System.Management.Automation;
using ContainerNet.Containers.Steps;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Makes a container without starting it. An identical container of its name is not changed and written.</summary>
[Cmdlet(VerbsCommon.New, "NetContainer", SupportsShouldProcess = true, DefaultParameterSetName = OnImage)]
[OutputType(typeof(NetContainer))]
public sealed class NewNetContainerCommand : ContainerSpecificationCommand
{
    /// <summary>The container's name; one is made up when not given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public override string? Name { get; set; }

    /// <summary>An object whose properties say what is wanted: a container, also deserialised, or a row.</summary>
    [Parameter(ValueFromPipeline = true)]
    [ValidateNotNull]
    public PSObject? InputObject { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(() =>
    {
        RequireDescription(InputObject, nameof(NetContainer));
        ContainerOptions options = Options();
        ContainerPlan<NetContainer> plan = Net.Containers.PlanCreate(options, Force);
        if (!IsApproved(plan) || IsWhatIf) return;
        PrepareImage(options);
        WriteObject(plan.Run(Starting, Cancellation));
    });
}
