using System.Management.Automation;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Makes named network namespaces, as <c>ip netns add</c> does, with lo up. One that exists already is written as it is.</summary>
[Cmdlet(VerbsCommon.New, "NetNamespace", SupportsShouldProcess = true)]
[OutputType(typeof(NetNamespace))]
public sealed class NewNetNamespaceCommand : NetCommand
{
    /// <summary>The names: file names of at most 255 bytes.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord() => ForEach(Name, name => Run(Net.Namespaces.PlanCreate(name), write: true));
}
