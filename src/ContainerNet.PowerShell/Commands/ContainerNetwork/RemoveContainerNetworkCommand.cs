using System.Management.Automation;
using ContainerNet.PowerShell.Binding;
using ContainerNet.PowerShell.Completion;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Removes container networks, with their bridges and firewall rules. One with endpoints is removed after a question, or with -Force.</summary>
[Cmdlet(VerbsCommon.Remove, "ContainerNetwork", SupportsShouldProcess = true, DefaultParameterSetName = ByName)]
public sealed class RemoveContainerNetworkCommand : NetCommand
{
    private const string ByName = "Name";
    private const string ByObject = "InputObject";

    private readonly List<(string Name, bool Force)> _approved = [];

    /// <summary>The names.</summary>
    [Parameter(ParameterSetName = ByName, Mandatory = true, Position = 0)]
    [Alias("Network")]
    [ArgumentCompleter(typeof(RemovableNetworkCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? Name { get; set; }

    /// <summary>Networks as objects, also deserialised, or their names. Predefined networks among the objects are left as they are.</summary>
    [Parameter(ParameterSetName = ByObject, Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public PSObject[]? InputObject { get; set; }

    /// <summary>Detach endpoints that are still attached, without a question.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        ForEach(Name ?? [], Remove);
        ForEach(InputObject ?? [], item => Remove(new PipedObject(item)));
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        foreach (IGrouping<bool, string> group in _approved.GroupBy(network => network.Force, network => network.Name))
            RunTogether("Removing networks", [.. group], names => Net.Networks.PlanRemove(names, group.Key), name => Net.Networks.PlanRemove(name, group.Key));
    }

    // A pipeline of all networks means all that can be removed; a name means exactly that network.
    private void Remove(PipedObject item)
    {
        string name = item.NameAs(nameof(ContainerNetwork), "Name");
        if (!item.IsText && Net.Networks.Get(name).IsPredefined) WriteVerbose($"Network '{name}' is predefined and stays.");
        else Remove(name);
    }

    private void Remove(string name)
        => RemoveAsking($"Remove network '{name}'", "Detach them and remove the network?", agreed => Approve(name, Force || agreed));

    private void Approve(string name, bool force)
    {
        if (IsApprovedForLater(Net.Networks.PlanRemove(name, force))) _approved.Add((name, force));
    }
}
