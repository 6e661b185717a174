using System.Management.Automation;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Makes named network namespaces, as <c>ip netns add</c> does, with lo up. One that exists already is written as it is.</summary>
[Cmdlet(VerbsCommon.New, "NetNamespace", SupportsShouldProcess = true, DefaultParameterSetName = ByName)]
[OutputType(typeof(NetNamespace))]
public sealed class NewNetNamespaceCommand : NetCommand
{
    private const string ByName = "Name";
    private const string ByObject = "InputObject";

    /// <summary>The names: file names of at most 255 bytes.</summary>
    [Parameter(ParameterSetName = ByName, Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string[]? Name { get; set; }

    /// <summary>Names, rows with a property Name, or namespaces as objects, also deserialised.</summary>
    [Parameter(ParameterSetName = ByObject, Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public PSObject[]? InputObject { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => ForEachNamed(Name, InputObject, nameof(NetNamespace), ["Name"], name => Run(Net.Namespaces.PlanCreate(name), write: true));
}
