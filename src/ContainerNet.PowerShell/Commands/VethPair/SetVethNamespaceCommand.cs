using System.Management.Automation;
using ContainerNet.Plans;
using ContainerNet.PowerShell.Binding;
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
    private const string ByObject = "InputObject";

    /// <summary>The names of the ends to move.</summary>
    [Parameter(ParameterSetName = ByName, Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("InterfaceAlias")]
    [TextOnly]
    [ArgumentCompleter(typeof(VethCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    /// <summary>The namespace that the ends are in.</summary>
    [Parameter(ParameterSetName = ByName)]
    [NamespaceTransformation]
    [ArgumentCompleter(typeof(NamespaceCompleter))]
    [ValidateNotNull]
    public NamespaceReference? SourceNamespace { get; set; }

    /// <summary>Pairs, whose other ends are moved, or interfaces, which are moved themselves; also deserialised.</summary>
    [Parameter(ParameterSetName = ByObject, Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public PSObject[] InputObject { get; set; } = [];

    /// <summary>The namespace to move to; the empty string is the host's own.</summary>
    // Never from a property of what is piped in: a pair's own Namespace is where it is, not where it is to go.
    [Parameter(ParameterSetName = ByName, Mandatory = true, Position = 1)]
    [Parameter(ParameterSetName = ByObject, Mandatory = true, Position = 0)]
    [NamespaceTransformation]
    [ArgumentCompleter(typeof(NamespaceCompleter))]
    [ValidateNotNull]
    public NamespaceReference Namespace { get; set; } = NamespaceReference.Host;

    /// <summary>The name that the end gets there.</summary>
    [Parameter(ParameterSetName = ByName, Position = 2)]
    [Parameter(ParameterSetName = ByObject, Position = 1)]
    [ValidateNotNullOrEmpty]
    public string? NewName { get; set; }

    /// <summary>Write the pair as it is afterwards.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        ForEach(Name, name => MoveEnd(SourceNamespace ?? Here, name));
        ForEach(InputObject, item => Move(new PipedObject(item)));
    }

    // A name from the pipeline binds to -Name.
    private void Move(PipedObject item)
    {
        if (item.Is(nameof(VethPair))) MovePeer(item.Live("InterfaceNotFound", () => Net.VethPairs.List(NamespaceArgument.Of(item), Cancellation), "Namespace", "Name"));
        else if (item.Is(nameof(NetAdapter))) MoveEnd(NamespaceArgument.Of(item), item.NameAs(nameof(NetAdapter), "Name"));
        else throw Errors.ForeignObject(item, nameof(VethPair));
    }

    private void MoveEnd(NamespaceReference from, string name)
    {
        if (Move(from, name)) Write(Namespace, NewName ?? name);
    }

    private void MovePeer(VethPair pair)
    {
        NetAdapter peer = pair.Peer ?? throw Errors.PeerNotFound(pair);
        if (Move(peer.NamespaceValue, peer.Name)) Write(pair.NamespaceValue, pair.Name);
    }

    private bool Move(NamespaceReference from, string name) => Run((Plan)Net.VethPairs.PlanMove(from, name, Namespace, NewName));

    private void Write(NamespaceReference place, string name)
    {
        if (PassThru) WriteObject(Net.VethPairs.Get(place, name));
    }
}
