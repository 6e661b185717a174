using System.Management.Automation;
using ContainerNet.PowerShell.Binding;
using ContainerNet.PowerShell.Completion;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Publishes ports of an endpoint as ports of the host, all of them in one step. An identical mapping is returned unchanged.</summary>
[Cmdlet(VerbsCommon.Add, "PortMapping", SupportsShouldProcess = true, DefaultParameterSetName = OfEndpoint)]
[OutputType(typeof(PortMapping))]
public sealed class AddPortMappingCommand : NetCommand
{
    private const string OfEndpoint = "Endpoint";
    private const string OfText = "Publish";

    private readonly List<string> _texts = [];

    /// <summary>The endpoint, as Connect-ContainerNetwork and Get-ContainerEndpoint write it; of a namespace its only one.</summary>
    [Parameter(ParameterSetName = OfEndpoint, Mandatory = true, ValueFromPipeline = true)]
    [Parameter(ParameterSetName = OfText, Mandatory = true)]
    [ArgumentCompleter(typeof(EndpointCompleter))]
    [EndpointTransformation]
    [ValidateNotNull]
    public ContainerEndpoint? Endpoint { get; set; }

    /// <summary>What to publish, as docker run -p accepts it: 80, 8080:80, 127.0.0.1::80, 127.0.0.1:8080:80, 53:53/udp, 9000-9099:9000-9099.</summary>
    [Parameter(ParameterSetName = OfEndpoint, Mandatory = true, Position = 0)]
    [Parameter(ParameterSetName = OfText, Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public string[] Publish { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == OfText) _texts.AddRange(Publish);
        else Add(Publish);
    }

    /// <summary>Texts from the pipeline are published together: all of them, or none.</summary>
    protected override void EndProcessing()
    {
        if (_texts.Count > 0) Add(_texts);
    }

    private void Add(IEnumerable<string> texts) => Attempt(() => Run(Net.Ports.PlanAdd(Endpoint!, [.. texts.Select(PortPublication.Parse)]), write: true));
}
