using System.Globalization;

namespace ContainerNet.PowerShell.Completion;

/// <summary>Offers the names of interfaces.</summary>
internal class AdapterCompleter : Completer
{
    /// <inheritdoc/>
    protected override IEnumerable<Candidate> Candidates(CompletionRequest request)
        => Net.Links.List(request.Place).Where(IsOffered).Select(adapter => new Candidate(adapter.Name, Tip(adapter)));

    /// <summary>Whether an interface is one of those that are offered.</summary>
    private protected virtual bool IsOffered(NetAdapter adapter) => true;

    internal static string Tip(NetAdapter adapter)
        => $"{adapter.Kind}, {adapter.Status}, {adapter.LinkLayerAddress}{(string.IsNullOrEmpty(adapter.Master) ? "" : $", port of {adapter.Master}")}";
}

/// <summary>Offers the ends of veth pairs.</summary>
internal sealed class VethCompleter : AdapterCompleter
{
    private protected override bool IsOffered(NetAdapter adapter) => adapter.Kind == "veth";
}

/// <summary>Offers bridges.</summary>
internal sealed class BridgeCompleter : AdapterCompleter
{
    private protected override bool IsOffered(NetAdapter adapter) => adapter.Kind == "bridge";
}

/// <summary>Offers interfaces that lead out of the host, which a macvlan network can be on.</summary>
internal sealed class ParentCompleter : AdapterCompleter
{
    private protected override bool IsOffered(NetAdapter adapter) => adapter.Name != "lo" && string.IsNullOrEmpty(adapter.Master);
}

/// <summary>Offers the indexes of interfaces.</summary>
internal sealed class InterfaceIndexCompleter : Completer
{
    /// <inheritdoc/>
    protected override IEnumerable<Candidate> Candidates(CompletionRequest request)
        => Net.Links.List(request.Place).Select(adapter => new Candidate(adapter.InterfaceIndex.ToString(CultureInfo.InvariantCulture), $"{adapter.Name}: {AdapterCompleter.Tip(adapter)}"));
}
