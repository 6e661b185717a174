using System.Management.Automation;
using ContainerNet.PowerShell.Completion;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Gets published ports. An endpoint from the pipeline means its ports.</summary>
[Cmdlet(VerbsCommon.Get, "PortMapping", DefaultParameterSetName = ByPort)]
[OutputType(typeof(PortMapping))]
public sealed class GetPortMappingCommand : PortQueryCommand
{
    private const string ByPort = "HostPort";
    private const string ByContainer = "Container";

    /// <summary>Ports of the host; all when not given.</summary>
    [Parameter(ParameterSetName = ByPort, Position = 0)]
    [ArgumentCompleter(typeof(HostPortCompleter))]
    [ValidateNotNullOrEmpty]
    public int[]? HostPort { get; set; }

    /// <summary>The containers that answer, by name or id.</summary>
    [Parameter(ParameterSetName = ByContainer, Mandatory = true, Position = 0)]
    [ArgumentCompleter(typeof(ContainerCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Container { get; set; } = [];

    /// <summary>Containers, endpoints, namespaces or networks whose ports are meant.</summary>
    [Parameter(ParameterSetName = ByPort, ValueFromPipeline = true)]
    [ValidateNotNull]
    public PSObject? InputObject { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == ByPort) Attempt(() => ForMatching(HostPort, InputObject, WriteObject));
        else ForEach(Container, name => WriteObject(Matching(Net.Containers.Get(name).Ports), enumerateCollection: true));
    }
}
