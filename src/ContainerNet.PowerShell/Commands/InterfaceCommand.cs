using System.Management.Automation;
using ContainerNet.PowerShell.Binding;
using ContainerNet.PowerShell.Completion;

namespace ContainerNet.PowerShell.Commands;

/// <summary>
/// The base of cmdlets that take interfaces: by name and namespace, or as objects. With names given, what comes by the pipeline
/// says the namespace.
/// </summary>
public abstract class InterfaceCommand : NamespaceCommand
{
    /// <summary>The parameter set of names.</summary>
    protected const string ByName = "Name";

    /// <summary>The parameter set of objects.</summary>
    protected const string ByObject = "InputObject";

    /// <summary>The namespaces to work in: names, paths, process ids, container:NAME, or objects that say their namespace. The empty string is the host's own.</summary>
    [Parameter]
    [NamespaceTransformation]
    [ArgumentCompleter(typeof(NamespaceCompleter))]
    [ValidateNotNull]
    public NamespaceReference[]? Namespace { get; set; }

    /// <summary>The kinds of objects that are taken.</summary>
    private protected virtual string[] Kinds => [nameof(NetAdapter), nameof(VethPair), nameof(ContainerBridge), nameof(ContainerBridgePort)];

    /// <summary>Does the work for names, and for objects.</summary>
    private protected void ForEachInterface(string[]? names, PSObject[]? objects)
    {
        if (objects is null) ForEachPlace(Namespace, () => Work(names));
        else ForEach(objects, item => WorkOn(new PipedObject(item), names));
    }

    /// <summary>Does the work in <see cref="NamespaceCommand.Place"/>.</summary>
    /// <param name="names">Names of interfaces; null for all.</param>
    private protected abstract void Work(string[]? names);

    private void WorkOn(PipedObject item, string[]? names)
    {
        if (names is not null || NamespaceArgument.IsNamespace(item)) ForEachPlace(Namespace ?? [NamespaceArgument.Of(item)], () => Work(names));
        else if (item.IsText) ForEachPlace(Namespace, () => Work([(string)item.Value]));
        else ForEachPlace(PlaceOf(item), () => Work([NameOf(item)]));
    }

    private NamespaceReference[] PlaceOf(PipedObject item)
        => Namespace ?? (item.Text("Namespace") is { } text ? [Net.Namespaces.Parse(text)] : throw Errors.NoNamespace(item));

    private string NameOf(PipedObject item)
        => (item.Is(Kinds) || item.IsRow) && item.FirstText("InterfaceAlias", "Name") is { } name ? name : throw Errors.ForeignObject(item, Kinds[0]);
}
