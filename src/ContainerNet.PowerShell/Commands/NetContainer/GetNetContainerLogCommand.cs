using System.Management.Automation;
using ContainerNet.PowerShell.Completion;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Gets what containers have written, line by line, with its time, and standard output and standard error told apart.</summary>
[Cmdlet(VerbsCommon.Get, "NetContainerLog", DefaultParameterSetName = ByName)]
[OutputType(typeof(ContainerLogLine))]
public sealed class GetNetContainerLogCommand : NetCommand
{
    private const string ByName = "Name";
    private const string ByObject = "InputObject";

    /// <summary>Names or ids of the containers.</summary>
    [Parameter(ParameterSetName = ByName, Mandatory = true, Position = 0)]
    [ArgumentCompleter(typeof(ContainerCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? Name { get; set; }

    /// <summary>Containers as objects, also deserialised, or their names.</summary>
    [Parameter(ParameterSetName = ByObject, Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public PSObject[]? InputObject { get; set; }

    /// <summary>How many of the last lines; all when not given.</summary>
    [Parameter]
    [Alias("Last")]
    [ValidateRange(0, int.MaxValue)]
    public int? Tail { get; set; }

    /// <summary>Go on with what is written from then on, until the container ends.</summary>
    [Parameter]
    [Alias("Wait")]
    public SwitchParameter Follow { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => ForEachNamed(Name, InputObject, nameof(NetContainer), ["Id", "Name"], name =>
    {
        foreach (ContainerLogLine line in Net.Containers.ReadLog(name, Tail, Follow, Cancellation)) WriteObject(line);
    });
}
