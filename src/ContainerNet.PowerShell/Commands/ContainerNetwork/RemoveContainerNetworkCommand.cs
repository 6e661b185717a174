using System.Management.Automation;
using ContainerNet.PowerShell.Completion;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Removes container networks, with their bridges and firewall rules. One with endpoints is removed after a question, or with -Force.</summary>
[Cmdlet(VerbsCommon.Remove, "ContainerNetwork", SupportsShouldProcess = true)]
public sealed class RemoveContainerNetworkCommand : NetCommand
{
    private readonly List<(string Name, bool Force)> _approved = [];

    /// <summary>The names.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Network")]
    [ArgumentCompleter(typeof(NetworkCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    /// <summary>Detach endpoints that are still attached, without a question.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => ForEach(Name, name =>
        RemoveAsking($"Remove network '{name}'", "Detach them and remove the network?", agreed => Approve(name, Force || agreed)));

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        foreach (IGrouping<bool, string> group in _approved.GroupBy(network => network.Force, network => network.Name))
            RunTogether("Removing networks", [.. group], names => Net.Networks.PlanRemove(names, group.Key), name => Net.Networks.PlanRemove(name, group.Key));
    }

    private void Approve(string name, bool force)
    {
        if (IsApprovedForLater(Net.Networks.PlanRemove(name, force))) _approved.Add((name, force));
    }
}
