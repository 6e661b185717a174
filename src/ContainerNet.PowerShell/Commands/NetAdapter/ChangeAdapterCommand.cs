using System.Management.Automation;
using ContainerNet.Plans.Steps;
using ContainerNet.PowerShell.Completion;

namespace ContainerNet.PowerShell.Commands;

/// <summary>The base of cmdlets that change interfaces which exist.</summary>
public abstract class ChangeAdapterCommand : NamespaceCommand
{
    /// <summary>The names of the interfaces.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("InterfaceAlias")]
    [ArgumentCompleter(typeof(AdapterCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    /// <summary>Write the interfaces as they are afterwards.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>What to change.</summary>
    private protected abstract LinkSettings Settings { get; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => ForEach(Name, name => Run(Net.Links.PlanChange(Place, name, Settings), PassThru));
}
