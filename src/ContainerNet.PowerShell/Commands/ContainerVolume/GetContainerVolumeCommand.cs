using System.Management.Automation;
using ContainerNet.PowerShell.Binding;
using ContainerNet.PowerShell.Completion;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Gets volumes.</summary>
[Cmdlet(VerbsCommon.Get, "ContainerVolume")]
[OutputType(typeof(ContainerVolume))]
public sealed class GetContainerVolumeCommand : NetCommand
{
    /// <summary>Names or wildcards; all volumes when not given.</summary>
    [Parameter(Position = 0)]
    [ArgumentCompleter(typeof(VolumeCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Name { get; set; }

    /// <summary>Volumes to read again, also deserialised, or their names.</summary>
    [Parameter(ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public PSObject[]? InputObject { get; set; }

    /// <summary>Only those that no container has.</summary>
    [Parameter]
    public SwitchParameter Unused { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(() =>
    {
        var wanted = new TextFilter(InputObject is null ? Name : [.. InputObject.Select(item => new PipedObject(item).NameAs(nameof(ContainerVolume), "Name"))]);
        WriteObject(Net.Volumes.List().Where(volume => wanted.Matches(volume.Name) && (!Unused || volume.Containers.Count == 0)), enumerateCollection: true);
        ForEach(wanted.Missing, name => throw Errors.NotFound("VolumeNotFound", "volume", name));
    });
}
