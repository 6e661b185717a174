using System.Management.Automation;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Takes addresses from interfaces: those that Get-NetIPAddress writes, or those that are named.</summary>
[Cmdlet(VerbsCommon.Remove, "NetIPAddress", SupportsShouldProcess = true, DefaultParameterSetName = ByAddress)]
public sealed class RemoveNetIPAddressCommand : AddressQueryCommand
{
    private const string ByAddress = "IPAddress";
    private const string ByObject = "InputObject";

    /// <summary>Addresses, with or without a prefix length, or wildcards.</summary>
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
        if (ParameterSetName == ByObject) ForEach(InputObject, Remove);
        else base.ProcessRecord();
    }

    /// <inheritdoc/>
    protected override void Write() => ForMatching(IPAddress, Remove);

    private void Remove(NetIPAddress address) => Run(Net.Addresses.PlanRemove(address));
}
