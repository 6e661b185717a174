using System.Management.Automation;
using ContainerNet.PowerShell.Commands;

namespace ContainerNet.PowerShell.Binding;

/// <summary>Which endpoints are meant, by network, by namespace, and by what came through the pipeline.</summary>
internal sealed class EndpointFilter
{
    private readonly TextFilter _networks;
    private readonly IReadOnlyCollection<NamespaceReference>? _places;
    private readonly bool _matchesNothing;
    private readonly string? _pipedNetwork;
    private readonly NamespaceReference? _pipedPlace;

    /// <param name="networks">Names of networks, or wildcards; null for all.</param>
    /// <param name="places">The namespaces; null for all.</param>
    /// <param name="input">A network, an endpoint, a namespace, a container, what an endpoint answers for, or a network's name; null for none.</param>
    /// <exception cref="ContainerNetException">The input says no endpoints.</exception>
    public EndpointFilter(string[]? networks, IReadOnlyCollection<NamespaceReference>? places, PSObject? input)
    {
        _networks = new TextFilter(networks);
        _places = places;
        if (input is null) return;
        var piped = new PipedObject(input);
        // One that does not run has no endpoints, which is nothing unusual.
        if (piped.Is(nameof(NetContainer))) _matchesNothing = (_pipedPlace = ModuleHost.Current.Containers.Get(piped.NameAs(nameof(NetContainer), "Id", "Name")).NamespaceValue) is null;
        else if (piped.IsText || piped.Is(nameof(ContainerNetwork))) _networks = new TextFilter([piped.Value as string ?? WildcardPattern.Escape(piped.Text("Name") ?? "")]);
        else if (piped.Is(nameof(ContainerEndpoint), nameof(PortMapping), nameof(AddressMapping)) || piped.IsRow && piped.FirstText("Network") is not null) (_pipedNetwork, _pipedPlace) = (piped.Text("Network"), NamespaceArgument.Of(piped));
        else if (NamespaceArgument.IsNamespace(piped)) _pipedPlace = NamespaceArgument.Of(piped);
        else throw Errors.ForeignObject(piped, nameof(ContainerEndpoint));
    }

    /// <summary>The names of networks that no endpoint was of.</summary>
    public IEnumerable<string> MissingNetworks => _networks.Missing;

    public bool Matches(string network, NamespaceReference place)
        => !_matchesNothing
            && _networks.Matches(network)
            && (_places?.Contains(place) ?? true)
            && (_pipedNetwork is null || _pipedNetwork == network)
            && (_pipedPlace is null || _pipedPlace == place);
}
