using System.Management.Automation;
using System.Net;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Gets addresses of the host that lead to an endpoint whole.</summary>
[Cmdlet(VerbsCommon.Get, "AddressMapping")]
[OutputType(typeof(AddressMapping))]
public sealed class GetAddressMappingCommand : MappingQueryCommand
{
    /// <summary>Addresses of the host; all when not given.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public IPAddress[]? HostAddress { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(() =>
    {
        Func<string, NamespaceReference, bool> isAsked = EndpointFilter();
        List<AddressMapping> found = [.. Net.AddressMappings.List().Where(mapping => isAsked(mapping.Network, mapping.Namespace) && (HostAddress?.Contains(mapping.HostAddress) ?? true))];
        WriteObject(found, enumerateCollection: true);
        // An address that nothing matches is an error.
        foreach (IPAddress missing in (HostAddress ?? []).Except(found.Select(mapping => mapping.HostAddress)))
            WriteError(Errors.NotFound("AddressMappingNotFound", "mapped address", missing.ToString()).ToErrorRecord());
    });
}
