using System.Management.Automation;
using ContainerNet.PowerShell.Completion;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Gives an interface another name.</summary>
[Cmdlet(VerbsCommon.Rename, "NetAdapter", SupportsShouldProcess = true, DefaultParameterSetName = ByObject)]
[OutputType(typeof(NetAdapter))]
public sealed class RenameNetAdapterCommand : InterfaceCommand
{
    /// <summary>The name it has.</summary>
    [Parameter(ParameterSetName = ByName, Mandatory = true, Position = 0)]
    [Alias("InterfaceAlias")]
    [ArgumentCompleter(typeof(AdapterCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>The interfaces as objects, or their names. With -Name, what says the namespace.</summary>
    [Parameter(ParameterSetName = ByName, ValueFromPipeline = true)]
    [Parameter(ParameterSetName = ByObject, Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public PSObject[]? InputObject { get; set; }

    /// <summary>The name it gets: 1 to 15 bytes.</summary>
    [Parameter(ParameterSetName = ByName, Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = ByObject, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string NewName { get; set; } = "";

    /// <summary>Write the interface as it is afterwards.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => ForEachInterface(Name is null ? null : [Name], InputObject);

    private protected override void Work(string[]? names) => ForEach(names!, name => Run(Net.Links.PlanRename(Place, name, NewName), PassThru));
}
