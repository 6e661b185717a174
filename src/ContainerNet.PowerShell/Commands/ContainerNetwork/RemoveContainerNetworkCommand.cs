using System.Management.Automation;
using ContainerNet.PowerShell.Completion;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Removes container networks, with their bridges and firewall rules. One with endpoints is removed after a question, or with -Force.</summary>
[Cmdlet(VerbsCommon.Remove, "ContainerNetwork", SupportsShouldProcess = true)]
public sealed class RemoveContainerNetworkCommand : NetCommand
{
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
    protected override void ProcessRecord() => ForEach(Name, Remove);

    private void Remove(string name)
    {
        try
        {
            Run(Net.Networks.PlanRemove(name, Force));
        }
        catch (ContainerNetException e) when (e.Kind == ErrorKind.InUse && MayAsk)
        {
            if (IsAgreed(name, e)) Run(Net.Networks.PlanRemove(name, force: true));
        }
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
