using System.Management.Automation;
using ContainerNet.PowerShell.Completion;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Removes the names of network namespaces, and with them the namespaces that no process is in.</summary>
[Cmdlet(VerbsCommon.Remove, "NetNamespace", SupportsShouldProcess = true, DefaultParameterSetName = ByName)]
public sealed class RemoveNetNamespaceCommand : NetCommand
{
    private const string ByName = "Name";
    private const string ByObject = "InputObject";
    private readonly List<string> _approved = [];

    /// <summary>The names.</summary>
    [Parameter(ParameterSetName = ByName, Mandatory = true, Position = 0)]
    [ArgumentCompleter(typeof(NamespaceNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? Name { get; set; }

    /// <summary>Namespaces as objects, also deserialised, or their names.</summary>
    [Parameter(ParameterSetName = ByObject, Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public PSObject[]? InputObject { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => ForEachNamed(Name, InputObject, nameof(NetNamespace), ["Name"], name =>
    {
        if (IsApprovedForLater(Net.Namespaces.PlanRemove(name))) _approved.Add(name);
    });

    /// <inheritdoc/>
    protected override void EndProcessing()
        => RunTogether("Removing namespaces", _approved, Net.Namespaces.PlanRemove, Net.Namespaces.PlanRemove);
}
