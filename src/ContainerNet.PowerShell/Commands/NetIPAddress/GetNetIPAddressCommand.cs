using System.Management.Automation;
using ContainerNet.PowerShell.Completion;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Gets the addresses of a namespace's interfaces.</summary>
[Cmdlet(VerbsCommon.Get, "NetIPAddress")]
[OutputType(typeof(NetIPAddress))]
public sealed class GetNetIPAddressCommand : AddressQueryCommand
{
    /// <summary>Addresses, with or without a prefix length, or wildcards; all when not given.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(AddressCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? IPAddress { get; set; }

    private protected override bool TakesNamespaceWildcards => true;

    /// <inheritdoc/>
    protected override void Write() => ForMatching(IPAddress, WriteObject);
}
