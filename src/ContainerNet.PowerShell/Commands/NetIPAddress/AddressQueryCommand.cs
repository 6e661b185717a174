using System.Management.Automation;

namespace ContainerNet.PowerShell.Commands;

/// <summary>The base of cmdlets that look for addresses.</summary>
public abstract class AddressQueryCommand : InterfaceQueryCommand
{
    /// <summary>Prefix lengths.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public int[]? PrefixLength { get; set; }

    /// <summary>Writes or removes the addresses that match; one that nothing matches is an error.</summary>
    protected void ForMatching(string[]? addresses, Action<NetIPAddress> work)
    {
        var wanted = new TextFilter(addresses, Normalize);
        ForEach([.. Net.Addresses.List(Place, Cancellation).Where(address => IsMatch(address, wanted))], work);
        foreach (string missing in wanted.Missing) WriteError(Errors.NotFound("IPAddressNotFound", "address", missing, Place).ToErrorRecord());
    }

    private bool IsMatch(NetIPAddress address, TextFilter wanted)
        => IsWanted(address.InterfaceAlias, address.InterfaceIndex, address.AddressFamily)
            && (PrefixLength?.Contains(address.PrefixLength) ?? true)
            && (wanted.Matches(address.IPAddressValue.ToString()) || wanted.Matches(address.ToString()));
}
