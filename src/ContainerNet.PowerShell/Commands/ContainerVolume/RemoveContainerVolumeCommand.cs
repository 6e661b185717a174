using System.Management.Automation;
using ContainerNet.PowerShell.Completion;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Removes volumes with their content.</summary>
[Cmdlet(VerbsCommon.Remove, "ContainerVolume", SupportsShouldProcess = true, DefaultParameterSetName = ByName)]
public sealed class RemoveContainerVolumeCommand : NetCommand
{
    private const string ByName = "Name";
    private const string ByObject = "InputObject";

    /// <summary>The names.</summary>
    [Parameter(ParameterSetName = ByName, Mandatory = true, Position = 0)]
    [ArgumentCompleter(typeof(VolumeCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? Name { get; set; }

    /// <summary>Volumes as objects, also deserialised, or their names.</summary>
    [Parameter(ParameterSetName = ByObject, Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public PSObject[]? InputObject { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => ForEachNamed(Name, InputObject, nameof(ContainerVolume), ["Name"], name =>
    {
        Net.Volumes.CheckRemove(name);
        string what = $"Remove volume '{name}'";
        if (ShouldProcess(what, $"{what}?", MyInvocation.MyCommand.Name)) Net.Volumes.Remove(name);
    });
}
