using System.Management.Automation;
using ContainerNet.PowerShell.Completion;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Deletes interfaces; of a veth pair both ends.</summary>
[Cmdlet(VerbsCommon.Remove, "NetAdapter", SupportsShouldProcess = true)]
public sealed class RemoveNetAdapterCommand : NamespaceCommand
{
    /// <summary>The names of the interfaces.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("InterfaceAlias")]
    [ArgumentCompleter(typeof(AdapterCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord() => ForEach(Name, name => Run(Net.Links.PlanRemove(Place, name)));
}
