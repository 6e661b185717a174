using System.Management.Automation;
using System.Net;
using ContainerNet.PowerShell.Completion;

namespace ContainerNet.PowerShell.Commands;

/// <summary>The base of cmdlets that look for routes.</summary>
public abstract class RouteQueryCommand : InterfaceQueryCommand
{
    /// <summary>Gateways or wildcards.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(NextHopCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? NextHop { get; set; }

    /// <summary>Metrics.</summary>
    [Parameter]
    [Alias("Metric")]
    [ValidateNotNullOrEmpty]
    public uint[]? RouteMetric { get; set; }

    /// <summary>Numbers of tables. When not given, all but the local one, 255, which the kernel keeps for its own addresses.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(RouteTableCompleter))]
    [ValidateNotNullOrEmpty]
    public uint[]? Table { get; set; }

    /// <summary>Writes or removes the routes that match; a destination that nothing matches is an error.</summary>
    protected void ForMatching(string[]? destinations, Action<NetRoute> work)
    {
        var wanted = new TextFilter(destinations);
        var nextHops = new TextFilter(NextHop, Normalize);
        ForEach([.. Net.Routes.List(Place, Cancellation).Where(route => IsMatch(route, wanted, nextHops))], work);
        foreach (string missing in wanted.Missing) WriteError(Errors.NotFound("RouteNotFound", "route to", missing, Place).ToErrorRecord());
    }

    private bool IsMatch(NetRoute route, TextFilter wanted, TextFilter nextHops)
        => (Table?.Contains(route.Table) ?? route.Table != NetRoute.LocalTable)
            && IsWanted(route.InterfaceAlias, route.InterfaceIndex, route.AddressFamily)
            && (RouteMetric?.Contains(route.RouteMetric) ?? true)
            && nextHops.Matches(route.NextHopValue.ToString())
            && Names(route.DestinationPrefixValue).Any(wanted.Matches);

    // As ip writes them: a default route, and an address without its /32, have a shorter name.
    private static IEnumerable<string> Names(IPNetwork destination)
    {
        yield return destination.ToString();
        if (destination.PrefixLength == 0) yield return "default";
        if (destination.PrefixLength == destination.BaseAddress.GetAddressBytes().Length * 8) yield return destination.BaseAddress.ToString();
    }
}
