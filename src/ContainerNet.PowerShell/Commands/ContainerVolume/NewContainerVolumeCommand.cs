using System.Collections;
using System.Management.Automation;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Makes volumes. An identical volume is returned unchanged.</summary>
[Cmdlet(VerbsCommon.New, "ContainerVolume", SupportsShouldProcess = true)]
[OutputType(typeof(ContainerVolume))]
public sealed class NewContainerVolumeCommand : NetCommand
{
    /// <summary>The names; an anonymous volume when not given.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string[]? Name { get; set; }

    /// <summary>What to remember of the volume: @{ stage = 'test' }.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [TextAsPairs]
    [ValidateNotNull]
    public Hashtable Label { get; set; } = [];

    /// <summary>What is mounted in it: @{ type = 'tmpfs'; device = 'tmpfs'; o = 'size=64m' }.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [TextAsPairs]
    [ValidateNotNull]
    public Hashtable Option { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (Name is null) Attempt(() => Create(null));
        else ForEach(Name, Create);
    }

    private void Create(string? name)
    {
        var definition = new VolumeDefinition { Name = name, Labels = Texts(Label), Options = Texts(Option) };
        Containers.VolumeOperations.Check(definition);
        string what = name is null ? "Create an anonymous volume" : $"Create volume '{name}'";
        if (ShouldProcess(what, $"{what}?", MyInvocation.MyCommand.Name)) WriteObject(Net.Volumes.Create(definition));
    }

    private static Dictionary<string, string> Texts(Hashtable table) => Pairs.Of(table).ToDictionary(pair => pair.Key, pair => Pairs.Text(pair.Value));
}
