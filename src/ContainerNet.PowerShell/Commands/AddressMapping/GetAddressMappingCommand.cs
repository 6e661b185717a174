using System.Management.Automation;
using System.Net;
using ContainerNet.PowerShell.Binding;
using ContainerNet.PowerShell.Completion;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Gets addresses of the host that lead to an endpoint whole.</summary>
[Cmdlet(VerbsCommon.Get, "AddressMapping")]
[OutputType(typeof(AddressMapping))]
public sealed class GetAddressMappingCommand : MappingQueryCommand
{
    /// <summary>Addresses of the host; all when not given.</summary>
    [Parameter(Position = 0)]
    [ArgumentCompleter(typeof(MappedAddressCompleter))]
    [ValidateNotNullOrEmpty]
    public IPAddress[]? HostAddress { get; set; }

    /// <summary>Containers, endpoints, namespaces or networks whose addresses are meant.</summary>
    [Parameter(ValueFromPipeline = true)]
    [ValidateNotNull]
    public PSObject? InputObject { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(() =>
    {
        EndpointFilter filter = EndpointFilter(InputObject);
        List<AddressMapping> found = [.. Net.AddressMappings.List().Where(mapping => filter.Matches(mapping.Network, mapping.NamespaceValue) && (HostAddress?.Contains(mapping.HostAddressValue) ?? true))];
        WriteObject(found, enumerateCollection: true);
        // An address that nothing matches is an error.
        foreach (IPAddress missing in (HostAddress ?? []).Except(found.Select(mapping => mapping.HostAddressValue)))
            WriteError(Errors.NotFound("AddressMappingNotFound", "mapped address", missing.ToString()).ToErrorRecord());
    });
}
