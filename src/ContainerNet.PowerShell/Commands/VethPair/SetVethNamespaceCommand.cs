using System.Management.Automation;
using ContainerNet.Plans;
using ContainerNet.PowerShell.Completion;

namespace ContainerNet.PowerShell.Commands;

/// <summary>
/// Moves an end of a veth pair to another namespace and, in the same step, renames it. Given a name it moves the interface of
/// that name; given a pair it moves the pair's other end, so that the first stays where it is.
/// </summary>
[Cmdlet(VerbsCommon.Set, "VethNamespace", SupportsShouldProcess = true, DefaultParameterSetName = ByName)]
[OutputType(typeof(VethPair))]
public sealed class SetVethNamespaceCommand : NetCommand
{
    private const string ByName = "Name";
    private const string ByPair = "VethPair";
    private const string ByAdapter = "NetAdapter";

    /// <summary>The names of the ends to move.</summary>
    [Parameter(ParameterSetName = ByName, Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("InterfaceAlias")]
    [ArgumentCompleter(typeof(VethCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    /// <summary>The namespace that the ends are in.</summary>
    [Parameter(ParameterSetName = ByName)]
    [ArgumentCompleter(typeof(NamespaceCompleter))]
    [ValidateNotNull]
    public NamespaceReference? SourceNamespace { get; set; }

    /// <summary>The pairs whose other ends are moved.</summary>
    [Parameter(ParameterSetName = ByPair, Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public VethPair[] VethPair { get; set; } = [];

    /// <summary>The ends to move, as Get-NetAdapter writes them.</summary>
    [Parameter(ParameterSetName = ByAdapter, Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public NetAdapter[] NetAdapter { get; set; } = [];

    /// <summary>The namespace to move to; the empty string is the host's own.</summary>
    // Never from a property of what is piped in: a pair's own Namespace is where it is, not where it is to go.
    [Parameter(ParameterSetName = ByName, Mandatory = true, Position = 1)]
    [Parameter(ParameterSetName = ByPair, Mandatory = true, Position = 0)]
    [Parameter(ParameterSetName = ByAdapter, Mandatory = true, Position = 0)]
    [ArgumentCompleter(typeof(NamespaceCompleter))]
    [ValidateNotNull]
    public NamespaceReference Namespace { get; set; } = NamespaceReference.Host;

    /// <summary>The name that the end gets there.</summary>
    [Parameter(ParameterSetName = ByName, Position = 2)]
    [Parameter(ParameterSetName = ByPair, Position = 1)]
    [Parameter(ParameterSetName = ByAdapter, Position = 1)]
    [ValidateNotNullOrEmpty]
    public string? NewName { get; set; }

    /// <summary>Write the pair as it is afterwards.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        ForEach(Name, name => MoveEnd(SourceNamespace ?? Here, name));
        ForEach(NetAdapter, adapter => MoveEnd(adapter.Namespace, adapter.Name));
        ForEach(VethPair, MovePeer);
    }

    private void MoveEnd(NamespaceReference from, string name)
    {
        if (Move(from, name)) Write(Namespace, NewName ?? name);
    }

    private void MovePeer(VethPair pair)
    {
        NetAdapter peer = pair.Peer ?? throw Errors.PeerNotFound(pair);
        if (Move(peer.Namespace, peer.Name)) Write(pair.Namespace, pair.Name);
    }

    private bool Move(NamespaceReference from, string name) => Run((Plan)Net.VethPairs.PlanMove(from, name, Namespace, NewName));

    private void Write(NamespaceReference place, string name)
    {
        if (PassThru) WriteObject(Net.VethPairs.Get(place, name));
    }
}
