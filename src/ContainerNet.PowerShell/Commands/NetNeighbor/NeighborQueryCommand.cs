using System.Management.Automation;
using ContainerNet.PowerShell.Completion;

namespace ContainerNet.PowerShell.Commands;

/// <summary>The base of cmdlets that look for neighbours.</summary>
public abstract class NeighborQueryCommand : InterfaceQueryCommand
{
    /// <summary>MAC addresses or wildcards.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(NeighborMacCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? LinkLayerAddress { get; set; }

    /// <summary>States.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public NeighborState[]? State { get; set; }

    /// <summary>Writes or removes the neighbours that match; an address that nothing matches is an error.</summary>
    protected void ForMatching(string[]? addresses, Action<NetNeighbor> work)
    {
        var wanted = new TextFilter(addresses, Normalize);
        var macs = new TextFilter(LinkLayerAddress, text => MacAddress.TryParse(text, out MacAddress mac) ? mac.ToString() : text);
        ForEach([.. Net.Neighbors.List(Place, Cancellation).Where(neighbor => IsMatch(neighbor, wanted, macs))], work);
        foreach (string missing in wanted.Missing) WriteError(Errors.NotFound("NeighborNotFound", "neighbour", missing, Place).ToErrorRecord());
    }

    private bool IsMatch(NetNeighbor neighbor, TextFilter wanted, TextFilter macs)
        => IsWanted(neighbor.InterfaceAlias, neighbor.InterfaceIndex, neighbor.AddressFamily)
            && (State?.Contains(neighbor.State) ?? true)
            && macs.Matches(neighbor.LinkLayerAddress)
            && wanted.Matches(neighbor.IPAddressValue.ToString());
}
