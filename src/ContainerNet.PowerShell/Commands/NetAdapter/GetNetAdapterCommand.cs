using System.Management.Automation;
using ContainerNet.PowerShell.Completion;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Gets the interfaces of a namespace, of every kind.</summary>
[Cmdlet(VerbsCommon.Get, "NetAdapter")]
[OutputType(typeof(NetAdapter))]
public sealed class GetNetAdapterCommand : InterfaceCommand
{
    /// <summary>Names or wildcards; all interfaces when not given.</summary>
    [Parameter(Position = 0)]
    [Alias("InterfaceAlias")]
    [ArgumentCompleter(typeof(AdapterCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Name { get; set; }

    /// <summary>Interfaces to read again, their names, or namespaces whose interfaces are meant. With -Name, what says the namespace.</summary>
    [Parameter(ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public PSObject[]? InputObject { get; set; }

    private protected override bool TakesNamespaceWildcards => true;

    // Whatever is on an interface says which one. To read it harms nothing, so that more kinds are taken than where it is changed.
    private protected override string[] Kinds
        => [.. base.Kinds, nameof(NetIPAddress), nameof(NetRoute), nameof(NetNeighbor), nameof(ContainerEndpoint)];

    /// <summary>Only those with these indexes.</summary>
    [Parameter]
    [Alias("ifIndex")]
    [ArgumentCompleter(typeof(InterfaceIndexCompleter))]
    [ValidateNotNullOrEmpty]
    public int[]? InterfaceIndex { get; set; }

    /// <summary>Only those of these kinds: veth, bridge, dummy, macvlan, vxlan, …; wildcards are accepted.</summary>
    [Parameter]
    [ArgumentCompletions("bridge", "dummy", "ipvlan", "macvlan", "veth", "vlan", "vxlan", "wireguard")]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Kind { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => ForEachInterface(Name, InputObject);

    private protected override void Work(string[]? names)
    {
        names ??= ["*"];
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
