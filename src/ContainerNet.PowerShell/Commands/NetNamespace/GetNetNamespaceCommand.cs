using System.Management.Automation;
using ContainerNet.PowerShell.Completion;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Gets network namespaces: those that have a name, and with -All every one that a process is in.</summary>
[Cmdlet(VerbsCommon.Get, "NetNamespace")]
[OutputType(typeof(NetNamespace))]
public sealed class GetNetNamespaceCommand : NetCommand
{
    /// <summary>Names or wildcards; all of them when not given.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(NamespaceCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Name { get; set; }

    /// <summary>Also those without a name: the host's own, and every one that a process is in.</summary>
    [Parameter]
    public SwitchParameter All { get; set; }

    /// <summary>Tell the processes inside, which reads all of /proc. -All always does.</summary>
    [Parameter]
    public SwitchParameter IncludeProcess { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(() =>
    {
        var wanted = new TextFilter(Name);
        IReadOnlyList<NetNamespace> found = All ? Net.Namespaces.ListAll() : Net.Namespaces.List(IncludeProcess);
        WriteObject(found.Where(item => wanted.Matches(item.Name)), enumerateCollection: true);
        // Asked for again, for Core's own word on why: no such name, or none that could be one.
        ForEach(wanted.Missing, name => WriteObject(Net.Namespaces.Get(NamespaceReference.Named(name))));
    });
}
