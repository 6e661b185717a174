using System.Management.Automation;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Gets the entries of a namespace's ARP and NDP tables.</summary>
[Cmdlet(VerbsCommon.Get, "NetNeighbor")]
[OutputType(typeof(NetNeighbor))]
public sealed class GetNetNeighborCommand : NeighborQueryCommand
{
    /// <summary>Addresses or wildcards; all when not given.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? IPAddress { get; set; }

    /// <inheritdoc/>
    protected override void Write() => ForMatching(IPAddress, WriteObject);
}
