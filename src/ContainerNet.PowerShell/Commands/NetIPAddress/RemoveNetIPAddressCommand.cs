using System.Management.Automation;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Takes addresses from interfaces: those that Get-NetIPAddress writes, or those that are named.</summary>
[Cmdlet(VerbsCommon.Remove, "NetIPAddress", SupportsShouldProcess = true, DefaultParameterSetName = ByAddress)]
public sealed class RemoveNetIPAddressCommand : InterfaceQueryCommand
{
    private const string ByAddress = "IPAddress";
    private const string ByObject = "InputObject";

    /// <summary>The addresses, with or without a prefix length; wildcards are accepted.</summary>
    [Parameter(ParameterSetName = ByAddress, Mandatory = true, Position = 0)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] IPAddress { get; set; } = [];

    /// <summary>Addresses as Get-NetIPAddress writes them.</summary>
    [Parameter(ParameterSetName = ByObject, Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public NetIPAddress[] InputObject { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == ByObject) ForEach(InputObject, address => Run(Net.Addresses.PlanRemove(address)));
        else base.ProcessRecord();
    }

    /// <inheritdoc/>
    protected override void Write()
    {
        var wanted = new TextFilter(IPAddress, Normalize);
        ForEach([.. Net.Addresses.List(Place, Cancellation).Where(address => IsMatch(address, wanted))], address => Run(Net.Addresses.PlanRemove(address)));
        foreach (string missing in wanted.Missing) WriteError(Errors.NotFound("IPAddressNotFound", "address", missing, Place).ToErrorRecord());
    }

    private bool IsMatch(NetIPAddress address, TextFilter wanted)
        => IsWanted(address.InterfaceAlias, address.InterfaceIndex, address.AddressFamily)
            && (wanted.Matches(address.IPAddress.ToString()) || wanted.Matches(address.ToString()));
}
