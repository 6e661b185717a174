using System.Management.Automation;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Publishes ports of an endpoint as ports of the host, all of them in one step. What is published just so is written as it is.</summary>
[Cmdlet(VerbsCommon.Add, "PortMapping", SupportsShouldProcess = true)]
[OutputType(typeof(PortMapping))]
public sealed class AddPortMappingCommand : NetCommand
{
    /// <summary>The endpoint, as Connect-ContainerNetwork and Get-ContainerEndpoint write it.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNull]
    public ContainerEndpoint? Endpoint { get; set; }

    /// <summary>What to publish, as docker run -p takes it: 8080:80, 127.0.0.1:8080:80, 53:53/udp.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string[] Publish { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(() => Run(Net.Ports.PlanAdd(Endpoint!, [.. Publish.Select(PortPublication.Parse)]), write: true));
}
