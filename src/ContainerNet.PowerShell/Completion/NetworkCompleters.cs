using System.Globalization;

namespace ContainerNet.PowerShell.Completion;

/// <summary>Offers the names of container networks.</summary>
internal class NetworkCompleter : Completer
{
    /// <inheritdoc/>
    protected override IEnumerable<Candidate> Candidates(CompletionRequest request) => Net.Networks.List().Where(IsOffered).Select(network => new Candidate(network.Name, Tip(network)));

    /// <summary>Whether a network is one of those that are offered.</summary>
    private protected virtual bool IsOffered(ContainerNetwork network) => true;

    private static string Tip(ContainerNetwork network)
        => string.Create(CultureInfo.InvariantCulture, $"{network.Driver}{(network.Subnet is { } subnet ? $", {subnet}" : "")}, {network.EndpointCount} endpoint{(network.EndpointCount == 1 ? "" : "s")}");
}

/// <summary>Offers the networks that something can be attached to.</summary>
internal sealed class AttachableNetworkCompleter : NetworkCompleter
{
    private protected override bool IsOffered(ContainerNetwork network) => network.Driver is not ("host" or "null");
}

/// <summary>Offers user-defined networks, and not the predefined ones.</summary>
internal sealed class RemovableNetworkCompleter : NetworkCompleter
{
    private protected override bool IsOffered(ContainerNetwork network) => !network.IsPredefined;
}

/// <summary>Offers what a container's -Network takes: the names of networks, and of containers whose network it can share.</summary>
internal sealed class NetworkModeCompleter : NetworkCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<Candidate> Candidates(CompletionRequest request) => [.. base.Candidates(request), .. ContainerCompleter.Running("container:")];
}

/// <summary>Offers Docker's driver options, each as a table with one key.</summary>
internal sealed class DriverOptionCompleter : Completer
{
    /// <inheritdoc/>
    protected override IEnumerable<Candidate> Candidates(CompletionRequest request) => DockerOptions.Keys.Select(key => new Candidate(key, "An option of docker network create --opt"));

    /// <inheritdoc/>
    private protected override string Written(string text) => $"@{{ '{text}' = '' }}";
}
