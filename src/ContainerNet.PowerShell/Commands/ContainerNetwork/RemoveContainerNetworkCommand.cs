using System.Management.Automation;
using ContainerNet.PowerShell.Completion;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Removes container networks, with their bridges and firewall rules. One with endpoints is removed after a question, or with -Force.</summary>
[Cmdlet(VerbsCommon.Remove, "ContainerNetwork", SupportsShouldProcess = true)]
public sealed class RemoveContainerNetworkCommand : NetCommand
{
    private readonly List<(string Name, bool Force)> _approved = [];
    private bool _yesToAll;
    private bool _noToAll;

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
    protected override void ProcessRecord() => ForEach(Name, Ask);

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        foreach (IGrouping<bool, string> group in _approved.GroupBy(network => network.Force, network => network.Name))
            RunTogether("Removing networks", [.. group], names => Net.Networks.PlanRemove(names, group.Key), name => Net.Networks.PlanRemove(name, group.Key));
    }

    private void Ask(string name)
    {
        try
        {
            Approve(name, Force);
        }
        catch (ContainerNetException e) when (e.Kind == ErrorKind.InUse && MayAsk)
        {
            if (IsAgreed(name, e)) Approve(name, force: true);
        }
    }

    private void Approve(string name, bool force)
    {
        if (IsApprovedForLater(Net.Networks.PlanRemove(name, force))) _approved.Add((name, force));
    }

    private bool MayAsk => !MyInvocation.BoundParameters.ContainsKey("Confirm") && !IsWhatIf && !_noToAll;

    // A host that cannot ask leaves the answer that Core gave: the network is in use.
    private bool IsAgreed(string name, ContainerNetException inUse)
    {
        try
        {
            return ShouldContinue($"{inUse.Message}\nDetach them and remove the network?", $"Remove network '{name}'", ref _yesToAll, ref _noToAll);
        }
        catch (Exception e) when (e is PSInvalidOperationException or NotImplementedException or System.Management.Automation.Host.HostException)
        {
            throw inUse;
        }
    }
}
