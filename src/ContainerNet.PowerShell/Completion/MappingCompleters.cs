using System.Globalization;

namespace ContainerNet.PowerShell.Completion;

/// <summary>Offers the host's ports that are published.</summary>
internal sealed class HostPortCompleter : Completer
{
    /// <inheritdoc/>
    protected override IEnumerable<Candidate> Candidates(CompletionRequest request)
        => Net.Ports.List().Select(mapping => new Candidate(mapping.HostPort.ToString(CultureInfo.InvariantCulture), $"{mapping} of {mapping.Container ?? mapping.Namespace.ToString()} on {mapping.Network}"));
}

/// <summary>Offers the host's addresses that ports are published on.</summary>
internal sealed class PublishedAddressCompleter : Completer
{
    /// <inheritdoc/>
    protected override IEnumerable<Candidate> Candidates(CompletionRequest request)
        => Net.Ports.List().Select(mapping => new Candidate(mapping.HostAddress, $"{mapping}"));
}

/// <summary>Offers the host's addresses that are mapped to endpoints.</summary>
internal sealed class MappedAddressCompleter : Completer
{
    /// <inheritdoc/>
    protected override IEnumerable<Candidate> Candidates(CompletionRequest request)
        => Net.AddressMappings.List().Select(mapping => new Candidate(mapping.HostAddress, $"{mapping} in {mapping.Namespace}"));
}

/// <summary>Offers the namespaces and containers that have an endpoint.</summary>
internal sealed class EndpointCompleter : Completer
{
    /// <inheritdoc/>
    protected override IEnumerable<Candidate> Candidates(CompletionRequest request)
        => Net.Endpoints.List().Select(endpoint => new Candidate(endpoint.Container ?? endpoint.Namespace.ToString(), $"{endpoint.IPAddress} on {endpoint.Network}"));
}
