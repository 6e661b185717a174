using System.Management.Automation;
using ContainerNet.PowerShell.Completion;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Removes veth pairs, both ends of each.</summary>
[Cmdlet(VerbsCommon.Remove, "VethPair", SupportsShouldProcess = true)]
public sealed class RemoveVethPairCommand : NamespaceCommand
{
    /// <summary>The name of one end of each.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("InterfaceAlias")]
    [ArgumentCompleter(typeof(VethCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord() => ForEach(Name, name => Run(Net.VethPairs.PlanRemove(Place, name)));
}
