using System.Management.Automation;
using System.Net;
using System.Net.Sockets;
using ContainerNet.PowerShell.Completion;

namespace ContainerNet.PowerShell.Commands;

/// <summary>The base of cmdlets that read what interfaces have: addresses, routes, neighbours.</summary>
public abstract class InterfaceQueryCommand : NamespaceCommand
{
    private TextFilter _aliases = new(null);

    /// <summary>Names of interfaces, or wildcards.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(AdapterCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? InterfaceAlias { get; set; }

    /// <summary>Indexes of interfaces.</summary>
    [Parameter]
    [Alias("ifIndex")]
    [ValidateNotNullOrEmpty]
    public int[]? InterfaceIndex { get; set; }

    /// <summary>IPv4 or IPv6; both when not given.</summary>
    [Parameter]
    public IPAddressFamily[]? AddressFamily { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(() =>
    {
        _aliases = new TextFilter(InterfaceAlias);
        Write();
        // An interface without what was asked for is no error, and one that is not there is.
        ForEach(_aliases.Missing, name => Net.Links.Get(Place, name, Cancellation));
    });

    /// <summary>Reads and writes.</summary>
    protected abstract void Write();

    /// <summary>Whether it is of the interfaces and the family that were asked for.</summary>
    protected bool IsWanted(string alias, int index, AddressFamily family)
        => _aliases.Matches(alias)
            && (InterfaceIndex?.Contains(index) ?? true)
            && (AddressFamily?.Contains((IPAddressFamily)family) ?? true);

    /// <summary>An address as the kernel writes it, so that every spelling of it is found.</summary>
    protected static string Normalize(string text) => IPAddress.TryParse(text, out IPAddress? address) ? address.ToString() : text;
}
