using System.Management.Automation;
using ContainerNet.PowerShell.Completion;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Removes the names of network namespaces, and with them the namespaces that no process is in.</summary>
[Cmdlet(VerbsCommon.Remove, "NetNamespace", SupportsShouldProcess = true)]
public sealed class RemoveNetNamespaceCommand : NetCommand
{
    private readonly List<string> _approved = [];

    /// <summary>The names.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(NamespaceCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord() => ForEach(Name, name =>
    {
        if (IsApprovedForLater(Net.Namespaces.PlanRemove(name))) _approved.Add(name);
    });

    /// <inheritdoc/>
    protected override void EndProcessing()
        => RunTogether("Removing namespaces", _approved, Net.Namespaces.PlanRemove, Net.Namespaces.PlanRemove);
}
