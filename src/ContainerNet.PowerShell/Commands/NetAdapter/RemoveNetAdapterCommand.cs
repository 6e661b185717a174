using System.Management.Automation;
using ContainerNet.PowerShell.Completion;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Deletes interfaces; of a veth pair both ends.</summary>
[Cmdlet(VerbsCommon.Remove, "NetAdapter", SupportsShouldProcess = true, DefaultParameterSetName = ByObject)]
public sealed class RemoveNetAdapterCommand : InterfaceCommand
{
    /// <summary>The names of the interfaces.</summary>
    [Parameter(ParameterSetName = ByName, Mandatory = true, Position = 0)]
    [Alias("InterfaceAlias")]
    [ArgumentCompleter(typeof(AdapterCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? Name { get; set; }

    /// <summary>The interfaces as objects, or their names. With -Name, what says the namespace.</summary>
    [Parameter(ParameterSetName = ByName, ValueFromPipeline = true)]
    [Parameter(ParameterSetName = ByObject, Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public PSObject[]? InputObject { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => ForEachInterface(Name, InputObject);

    private protected override void Work(string[]? names) => ForEach(names!, name => Run(Net.Links.PlanRemove(Place, name)));
}
