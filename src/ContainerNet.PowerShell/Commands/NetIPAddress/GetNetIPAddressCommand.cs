using System.Management.Automation;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Gets the addresses of a namespace's interfaces.</summary>
[Cmdlet(VerbsCommon.Get, "NetIPAddress")]
[OutputType(typeof(NetIPAddress))]
public sealed class GetNetIPAddressCommand : AddressQueryCommand
{
    /// <summary>Addresses, with or without a prefix length, or wildcards; all when not given.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? IPAddress { get; set; }

    /// <inheritdoc/>
    protected override void Write() => ForMatching(IPAddress, WriteObject);
}
