using System.Management.Automation;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Removes containers, all at once, with all that they have written. One that runs is removed after a question, or with -Force.</summary>
[Cmdlet(VerbsCommon.Remove, "NetContainer", SupportsShouldProcess = true, DefaultParameterSetName = ByName)]
public sealed class RemoveNetContainerCommand : ContainerCommand
{
    private readonly List<(string Name, bool Force)> _approved = [];

    /// <summary>End those that run, without a question.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => ForEachContainer(name =>
        RemoveAsking($"Remove container '{name}'", "Stop and remove the container?", agreed => Approve(name, Force || agreed)));

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        foreach (IGrouping<bool, string> group in _approved.GroupBy(container => container.Force, container => container.Name))
            WriteOutcomes("Removing containers", group.Count(), Net.Containers.RemoveTogether([.. group], group.Key, Starting, Cancellation), write: false);
    }

    private void Approve(string name, bool force)
    {
        Net.Containers.CheckRemove(name, force);
        if (IsApproved(Net.Containers.PlanRemove(name, force)) && !IsWhatIf) _approved.Add((name, force));
    }
}
