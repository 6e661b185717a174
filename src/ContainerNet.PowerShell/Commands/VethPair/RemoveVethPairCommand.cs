using System.Management.Automation;
using ContainerNet.PowerShell.Completion;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Removes veth pairs, both ends of each.</summary>
[Cmdlet(VerbsCommon.Remove, "VethPair", SupportsShouldProcess = true, DefaultParameterSetName = ByObject)]
public sealed class RemoveVethPairCommand : InterfaceCommand
{
    /// <summary>The name of one end of each.</summary>
    [Parameter(ParameterSetName = ByName, Mandatory = true, Position = 0)]
    [Alias("InterfaceAlias")]
    [ArgumentCompleter(typeof(VethCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? Name { get; set; }

    /// <summary>The interfaces as objects, or their names. With -Name, what says the namespace.</summary>
    [Parameter(ParameterSetName = ByName, ValueFromPipeline = true)]
    [Parameter(ParameterSetName = ByObject, Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public PSObject[]? InputObject { get; set; }

    private protected override string[] Kinds => [nameof(VethPair), nameof(NetAdapter)];

    /// <inheritdoc/>
    protected override void ProcessRecord() => ForEachInterface(Name, InputObject);

    private protected override void Work(string[]? names) => ForEach(names!, name => Run(Net.VethPairs.PlanRemove(Place, name)));
}
