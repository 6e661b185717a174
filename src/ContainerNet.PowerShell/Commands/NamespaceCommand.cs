using System.Management.Automation;
using ContainerNet.PowerShell.Binding;

namespace ContainerNet.PowerShell.Commands;

/// <summary>The base of cmdlets that work inside network namespaces: the same in each of them.</summary>
public abstract class NamespaceCommand : NetCommand
{
    /// <summary>The namespace that is worked in now.</summary>
    protected NamespaceReference Place { get; private set; } = NamespaceReference.Host;

    /// <summary>Whether -Namespace takes wildcards. They mean the namespaces that have a name.</summary>
    private protected virtual bool TakesNamespaceWildcards => false;

    /// <summary>Does the work in each of several namespaces; without any, where the session is.</summary>
    private protected void ForEachPlace(NamespaceReference[]? places, Action work) => Attempt(() => ForEach(Expand(places), place =>
    {
        Place = place;
        work();
    }));

    /// <summary>The namespaces that are meant; null for all.</summary>
    private protected NamespaceReference[]? ExpandNamed(NamespaceReference[]? places) => places is null ? null : Expand(places);

    private NamespaceReference[] Expand(NamespaceReference[]? places)
    {
        if (places is null) return [Here];
        return TakesNamespaceWildcards ? [.. places.SelectMany(Meant)] : places;
    }

    private static IEnumerable<NamespaceReference> Meant(NamespaceReference place)
    {
        if (place.Name is null || !TextFilter.IsWildcard(place.Name)) return [place];
        var pattern = new WildcardPattern(place.Name);
        return Net.Namespaces.List().Where(found => pattern.IsMatch(found.Name)).Select(found => NamespaceReference.Named(found.Name!));
    }
}

/// <summary>The base of cmdlets that work inside network namespaces and whose input from the pipeline says which.</summary>
public abstract class NamespaceInputCommand : NamespaceCommand
{
    /// <summary>
    /// The namespaces to work in: names, paths, process ids, container:NAME, or objects that say their namespace. The empty
    /// string is the host's own.
    /// </summary>
    // From the pipeline it takes each object whole, so one that says no namespace is an error and not the host.
    [Parameter(ValueFromPipeline = true)]
    [NamespaceTransformation]
    [ArgumentCompleter(typeof(Completion.NamespaceCompleter))]
    [ValidateNotNull]
    public NamespaceReference[]? Namespace { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => ForEachPlace(Namespace, Work);

    /// <summary>Does the work in <see cref="NamespaceCommand.Place"/>.</summary>
    protected abstract void Work();
}
