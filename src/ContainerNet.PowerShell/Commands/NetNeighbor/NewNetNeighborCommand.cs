using System.Management.Automation;
using System.Net;
using ContainerNet.Host.Neighbors;
using ContainerNet.PowerShell.Completion;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Makes an entry of the ARP or NDP table. An identical entry is returned unchanged.</summary>
[Cmdlet(VerbsCommon.New, "NetNeighbor", SupportsShouldProcess = true)]
[OutputType(typeof(NetNeighbor))]
public sealed class NewNetNeighborCommand : DescriptionInputCommand
{
    /// <summary>The interface.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(AdapterCompleter))]
    [ValidateNotNullOrEmpty]
    public string InterfaceAlias { get; set; } = "";

    /// <summary>The neighbour's address.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNull]
    public IPAddress? IPAddress { get; set; }

    /// <summary>Its MAC address; not needed with -Proxy.</summary>
    [Parameter(Position = 2, ValueFromPipelineByPropertyName = true)]
    [Alias("MacAddress")]
    [ValidateNotNull]
    public MacAddress? LinkLayerAddress { get; set; }

    /// <summary>How far it is to be trusted; for ever (Permanent) when not given.</summary>
    [Parameter]
    [ValidateSet(nameof(NeighborState.Permanent), nameof(NeighborState.Reachable), nameof(NeighborState.Stale), nameof(NeighborState.NoArp))]
    public NeighborState State { get; set; } = NeighborState.Permanent;

    /// <summary>Answer in the neighbour's place.</summary>
    [Parameter]
    public SwitchParameter Proxy { get; set; }

    private protected override string Kind => nameof(NetNeighbor);

    /// <inheritdoc/>
    protected override void Work()
    {
        var entry = new NeighborEntry(InterfaceAlias, IPAddress!, LinkLayerAddress) { State = State, Proxy = Proxy };
        Run(Net.Neighbors.PlanAdd(Place, entry), write: true);
    }
}
