using System.Management.Automation;
using ContainerNet.PowerShell.Binding;
using ContainerNet.PowerShell.Completion;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Gets network namespaces: those that have a name, and with -All every one that a process is in.</summary>
[Cmdlet(VerbsCommon.Get, "NetNamespace")]
[OutputType(typeof(NetNamespace))]
public sealed class GetNetNamespaceCommand : NetCommand
{
    /// <summary>Names or wildcards; all of them when not given.</summary>
    [Parameter(Position = 0)]
    [ArgumentCompleter(typeof(NamespaceNameCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Name { get; set; }

    /// <summary>Names, or objects whose namespace is meant: namespaces, containers, interfaces, endpoints.</summary>
    [Parameter(ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public PSObject[]? InputObject { get; set; }

    /// <summary>Also those without a name: the host's own, and every one that a process is in.</summary>
    [Parameter]
    public SwitchParameter All { get; set; }

    /// <summary>Tell the processes inside, which reads all of /proc. -All always does.</summary>
    [Parameter]
    public SwitchParameter IncludeProcess { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (InputObject is null) Write(Name);
        else ForEach(InputObject, WriteOf);
    }

    private void WriteOf(PSObject item)
    {
        var piped = new PipedObject(item);
        if (piped.Value is string name) Write([name]);
        // A container that does not run has none, which is nothing unusual.
        else if (!piped.Is(nameof(NetContainer)) || Net.Containers.Get(piped.NameAs(nameof(NetContainer), "Id", "Name")).NamespaceValue is not null) WriteObject(Net.Namespaces.Get(NamespaceArgument.Of(piped)));
    }

    private void Write(string[]? names) => Attempt(() =>
    {
        var wanted = new TextFilter(names);
        IReadOnlyList<NetNamespace> found = All ? Net.Namespaces.ListAll() : Net.Namespaces.List(IncludeProcess);
        WriteObject(found.Where(item => wanted.Matches(item.Name)), enumerateCollection: true);
        // Asked for again, for Core's own word on why: no such name, or none that could be one.
        ForEach(wanted.Missing, name => WriteObject(Net.Namespaces.Get(NamespaceReference.Named(name))));
    });
}
