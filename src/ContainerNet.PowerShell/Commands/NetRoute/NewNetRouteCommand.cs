using System.Management.Automation;
using System.Net;
using ContainerNet.Host.Routes;
using ContainerNet.PowerShell.Completion;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Makes routes. An identical route is returned unchanged.</summary>
[Cmdlet(VerbsCommon.New, "NetRoute", SupportsShouldProcess = true)]
[OutputType(typeof(NetRoute))]
public sealed class NewNetRouteCommand : DescriptionInputCommand
{
    /// <summary>Where they lead: networks such as 10.8.0.0/16, or default, which is of the next hop's family.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string[] DestinationPrefix { get; set; } = [];

    /// <summary>The gateway. On the link when not given, or 0.0.0.0 or ::.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(NeighborCompleter))]
    [ValidateNotNull]
    public IPAddress? NextHop { get; set; }

    /// <summary>The interface; where the gateway makes it clear it need not be given.</summary>
    [Parameter(Position = 2, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(AdapterCompleter))]
    [ValidateNotNullOrEmpty]
    public string? InterfaceAlias { get; set; }

    /// <summary>The metric: of several routes to one destination the lowest wins.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Metric")]
    public uint? RouteMetric { get; set; }

    /// <summary>The table's number; main, which is 254, when not given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(RouteTableCompleter))]
    [ValidateRange(1, uint.MaxValue)]
    public uint Table { get; set; } = NetRoute.MainTable;

    /// <summary>What becomes of a packet; it is sent on (Unicast) when not given.</summary>
    [Parameter]
    public RouteType Type { get; set; } = RouteType.Unicast;

    /// <summary>The source address that packets get.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(AddressCompleter))]
    [ValidateNotNull]
    public IPAddress? PreferredSource { get; set; }

    /// <summary>The largest packet on this route, in bytes.</summary>
    [Parameter]
    [Alias("Mtu")]
    [ValidateRange(68, 65535)]
    public uint? MtuSize { get; set; }

    private protected override string Kind => nameof(NetRoute);

    /// <inheritdoc/>
    protected override void Work() => ForEach(DestinationPrefix, destination => Run(Net.Routes.PlanAdd(Place, Entry(destination)), write: true));

    private RouteEntry Entry(string destination) => new(RouteEntry.ParseDestination(destination, NextHop))
    {
        Gateway = NextHop,
        Interface = InterfaceAlias,
        Metric = RouteMetric,
        Table = Table,
        Type = Type,
        Source = PreferredSource,
        Mtu = MtuSize,
    };
}
