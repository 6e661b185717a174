using System.Management.Automation;
using ContainerNet.PowerShell.Completion;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Gets the interfaces of a namespace, of every kind.</summary>
[Cmdlet(VerbsCommon.Get, "NetAdapter")]
[OutputType(typeof(NetAdapter))]
public sealed class GetNetAdapterCommand : NamespaceCommand
{
    /// <summary>Names or wildcards; all interfaces when not given.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("InterfaceAlias")]
    [ArgumentCompleter(typeof(AdapterCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Name { get; set; }

    /// <summary>Only those with these indexes.</summary>
    [Parameter]
    [Alias("ifIndex")]
    [ValidateNotNullOrEmpty]
    public int[]? InterfaceIndex { get; set; }

    /// <summary>Only those of these kinds: veth, bridge, dummy, macvlan, vxlan, …; wildcards are accepted.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(KindCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Kind { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        string[] names = IsNameGiven ? Name ?? ["*"] : ["*"];
        ForEach(names.Where(name => !TextFilter.IsWildcard(name)), name => Write([Net.Links.Get(Place, TextFilter.Literal(name), Cancellation)]));
        string[] patterns = [.. names.Where(TextFilter.IsWildcard)];
        if (patterns.Length == 0) return;
        var wanted = new TextFilter(patterns);
        Attempt(() => Write(Net.Links.List(Place, Cancellation).Where(adapter => wanted.Matches(adapter.Name))));
    }

    private void Write(IEnumerable<NetAdapter> adapters)
    {
        var kinds = new TextFilter(Kind);
        WriteObject(adapters.Where(adapter => kinds.Matches(adapter.Kind) && (InterfaceIndex?.Contains(adapter.InterfaceIndex) ?? true)), enumerateCollection: true);
    }
}
