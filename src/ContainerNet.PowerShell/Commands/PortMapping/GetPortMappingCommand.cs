using System.Management.Automation;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Gets published ports. An endpoint from the pipeline means its ports.</summary>
[Cmdlet(VerbsCommon.Get, "PortMapping")]
[OutputType(typeof(PortMapping))]
public sealed class GetPortMappingCommand : PortQueryCommand
{
    /// <summary>Ports of the host; all when not given.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public int[]? HostPort { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(() => ForMatching(HostPort, WriteObject));
}
