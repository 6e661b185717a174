using System.Management.Automation;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Gets addresses of the host that lead to an endpoint whole.</summary>
[Cmdlet(VerbsCommon.Get, "AddressMapping")]
[OutputType(typeof(AddressMapping))]
public sealed class GetAddressMappingCommand : AddressMappingQueryCommand
{
    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(() => ForMatching(WriteObject));
}
