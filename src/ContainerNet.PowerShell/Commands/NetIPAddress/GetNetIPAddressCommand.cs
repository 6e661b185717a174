using System.Management.Automation;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Gets the addresses of a namespace's interfaces.</summary>
[Cmdlet(VerbsCommon.Get, "NetIPAddress")]
[OutputType(typeof(NetIPAddress))]
public sealed class GetNetIPAddressCommand : InterfaceQueryCommand
{
    /// <summary>Addresses or wildcards; all addresses when not given.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? IPAddress { get; set; }

    /// <summary>Only those with these prefix lengths.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public int[]? PrefixLength { get; set; }

    /// <inheritdoc/>
    protected override void Write()
    {
        var wanted = new TextFilter(IPAddress, Normalize);
        WriteObject(Net.Addresses.List(Place, Cancellation).Where(address => IsMatch(address, wanted)), enumerateCollection: true);
        foreach (string missing in wanted.Missing) WriteError(Errors.NotFound("IPAddressNotFound", "address", missing, Place).ToErrorRecord());
    }

    private bool IsMatch(NetIPAddress address, TextFilter wanted)
        => IsWanted(address.InterfaceAlias, address.InterfaceIndex, address.AddressFamily)
            && (PrefixLength?.Contains(address.PrefixLength) ?? true)
            && (wanted.Matches(address.IPAddress.ToString()) || wanted.Matches(address.ToString()));
}
