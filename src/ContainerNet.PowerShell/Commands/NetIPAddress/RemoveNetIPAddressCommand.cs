using System.Management.Automation;
using ContainerNet.PowerShell.Binding;
using ContainerNet.PowerShell.Completion;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Takes addresses from interfaces: those that Get-NetIPAddress writes, or those that are named.</summary>
[Cmdlet(VerbsCommon.Remove, "NetIPAddress", SupportsShouldProcess = true, DefaultParameterSetName = ByObject)]
public sealed class RemoveNetIPAddressCommand : AddressQueryCommand
{
    private const string ByAddress = "IPAddress";
    private const string ByObject = "InputObject";

    /// <summary>Addresses, with or without a prefix length, or wildcards.</summary>
    [Parameter(ParameterSetName = ByAddress, Mandatory = true, Position = 0)]
    [ArgumentCompleter(typeof(AddressCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] IPAddress { get; set; } = [];

    /// <summary>Addresses as Get-NetIPAddress writes them, also deserialised.</summary>
    [Parameter(ParameterSetName = ByObject, Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public PSObject[] InputObject { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == ByObject) ForEach(InputObject, item => Remove(Live(new PipedObject(item))));
        else base.ProcessRecord();
    }

    /// <inheritdoc/>
    protected override void Write() => ForMatching(IPAddress, Remove);

    private NetIPAddress Live(PipedObject item) => item.Live("IPAddressNotFound", () => Net.Addresses.List(NamespaceArgument.Of(item), Cancellation), "Namespace", "InterfaceAlias", "IPAddress", "PrefixLength");

    private void Remove(NetIPAddress address) => Run(Net.Addresses.PlanRemove(address));
}
