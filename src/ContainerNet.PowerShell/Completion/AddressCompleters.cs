using System.Globalization;

namespace ContainerNet.PowerShell.Completion;

/// <summary>Offers the addresses of a namespace's interfaces; where -InterfaceAlias is given, of that one.</summary>
internal class AddressCompleter : Completer
{
    /// <inheritdoc/>
    protected override IEnumerable<Candidate> Candidates(CompletionRequest request) => Of(Place(request), request.Text("InterfaceAlias"));

    /// <summary>The namespace whose addresses are meant.</summary>
    private protected virtual NamespaceReference Place(CompletionRequest request) => request.Place;

    private static IEnumerable<Candidate> Of(NamespaceReference place, string? adapter)
        => from address in Net.Addresses.List(place)
           where string.IsNullOrEmpty(adapter) || address.InterfaceAlias == adapter
           select new Candidate(address.IPAddress, string.Create(CultureInfo.InvariantCulture, $"{address.InterfaceAlias}, /{address.PrefixLength}, {address.AddressState}"));
}

/// <summary>Offers the host's own addresses.</summary>
internal sealed class HostAddressCompleter : AddressCompleter
{
    private protected override NamespaceReference Place(CompletionRequest request) => NamespaceReference.Host;
}

/// <summary>Offers the destinations of routes.</summary>
internal sealed class RouteCompleter : Completer
{
    /// <inheritdoc/>
    protected override IEnumerable<Candidate> Candidates(CompletionRequest request)
        => Routes(request).Select(route => new Candidate(route.DestinationPrefix, Tip(route)));

    internal static IEnumerable<NetRoute> Routes(CompletionRequest request) => Net.Routes.List(request.Place).Where(route => route.Table != NetRoute.LocalTable);

    internal static string Tip(NetRoute route)
        => string.Create(CultureInfo.InvariantCulture, $"{route.Type}, via {route.NextHop} dev {route.InterfaceAlias}, metric {route.RouteMetric}");
}

/// <summary>Offers the gateways of routes.</summary>
internal sealed class NextHopCompleter : Completer
{
    /// <inheritdoc/>
    protected override IEnumerable<Candidate> Candidates(CompletionRequest request)
        => RouteCompleter.Routes(request).Select(route => new Candidate(route.NextHop, $"To {route.DestinationPrefix} through {route.InterfaceAlias}"));
}

/// <summary>Offers the tables that have routes.</summary>
internal sealed class RouteTableCompleter : Completer
{
    /// <inheritdoc/>
    protected override IEnumerable<Candidate> Candidates(CompletionRequest request)
        => Net.Routes.List(request.Place).Select(route => route.Table).Append(NetRoute.MainTable).Distinct().Order()
            .Select(table => new Candidate(table.ToString(CultureInfo.InvariantCulture), NameOf(table)));

    private static string NameOf(uint table) => table switch
    {
        NetRoute.MainTable => "The main table",
        NetRoute.LocalTable => "The local table, which the kernel keeps for its own addresses",
        _ => "A table of routes",
    };
}

/// <summary>Offers the addresses of neighbours.</summary>
internal sealed class NeighborCompleter : Completer
{
    /// <inheritdoc/>
    protected override IEnumerable<Candidate> Candidates(CompletionRequest request)
        => Net.Neighbors.List(request.Place).Select(neighbor => new Candidate(neighbor.IPAddress, $"{neighbor.LinkLayerAddress} on {neighbor.InterfaceAlias}, {neighbor.State}"));
}

/// <summary>Offers the MAC addresses of neighbours.</summary>
internal sealed class NeighborMacCompleter : Completer
{
    /// <inheritdoc/>
    protected override IEnumerable<Candidate> Candidates(CompletionRequest request)
        => from neighbor in Net.Neighbors.List(request.Place)
           where !string.IsNullOrEmpty(neighbor.LinkLayerAddress)
           select new Candidate(neighbor.LinkLayerAddress, $"{neighbor.IPAddress} on {neighbor.InterfaceAlias}, {neighbor.State}");
}

/// <summary>Offers the addresses of endpoints.</summary>
internal sealed class EndpointAddressCompleter : Completer
{
    /// <inheritdoc/>
    protected override IEnumerable<Candidate> Candidates(CompletionRequest request)
        => from endpoint in Net.Endpoints.List()
           from address in (string?[])[endpoint.IPAddress, endpoint.IPv6Address]
           where address is not null
           select new Candidate(address, endpoint.ToString());
}
