using System.Management.Automation;
using ContainerNet.PowerShell.Completion;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Gives a container another name. It runs on, and its neighbours find it by the new name.</summary>
[Cmdlet(VerbsCommon.Rename, "NetContainer", SupportsShouldProcess = true, DefaultParameterSetName = ByName)]
[OutputType(typeof(NetContainer))]
public sealed class RenameNetContainerCommand : NetCommand
{
    private const string ByName = "Name";
    private const string ByObject = "InputObject";

    /// <summary>The name it has, or its id.</summary>
    [Parameter(ParameterSetName = ByName, Mandatory = true, Position = 0)]
    [ArgumentCompleter(typeof(ContainerCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>The container as an object, also deserialised, or its name.</summary>
    [Parameter(ParameterSetName = ByObject, Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public PSObject[]? InputObject { get; set; }

    /// <summary>The name it gets.</summary>
    [Parameter(ParameterSetName = ByName, Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = ByObject, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string NewName { get; set; } = "";

    /// <summary>Write the container as it is then.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => ForEachNamed(Name is null ? null : [Name], InputObject, nameof(NetContainer), ["Id", "Name"], name =>
        Run(Net.Containers.PlanRename(name, NewName), container =>
        {
            if (PassThru) WriteObject(container);
        }));
}
