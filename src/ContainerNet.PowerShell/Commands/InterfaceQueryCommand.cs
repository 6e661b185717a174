using System.Management.Automation;
using System.Net;
using ContainerNet.PowerShell.Completion;

namespace ContainerNet.PowerShell.Commands;

/// <summary>The base of cmdlets that read what interfaces have: addresses, routes, neighbours.</summary>
public abstract class InterfaceQueryCommand : NamespaceInputCommand
{
    private TextFilter _aliases = new(null);

    /// <summary>Names of interfaces, or wildcards. The empty string is what has no interface, such as a blackhole route.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(AdapterCompleter))]
    [SupportsWildcards]
    [ValidateNotNull]
    public string[]? InterfaceAlias { get; set; }

    /// <summary>Indexes of interfaces.</summary>
    [Parameter]
    [Alias("ifIndex")]
    [ArgumentCompleter(typeof(InterfaceIndexCompleter))]
    [ValidateNotNullOrEmpty]
    public int[]? InterfaceIndex { get; set; }

    /// <summary>IPv4 or IPv6; both when not given.</summary>
    [Parameter]
    public IPAddressFamily[]? AddressFamily { get; set; }

    /// <inheritdoc/>
    protected override void Work()
    {
        _aliases = new TextFilter(InterfaceAlias);
        Write();
        // An interface without the requested objects is no error, but a missing interface is.
        ForEach(_aliases.Missing, name => Net.Links.Get(Place, name, Cancellation));
    }

    /// <summary>Reads and writes.</summary>
    protected abstract void Write();

    /// <summary>Whether it belongs to the requested interfaces and family.</summary>
    protected bool IsWanted(string alias, int index, IPAddressFamily family)
        => _aliases.Matches(alias)
            && (InterfaceIndex?.Contains(index) ?? true)
            && (AddressFamily?.Contains(family) ?? true);

    /// <summary>An address as the kernel writes it, so that every spelling of it is found.</summary>
    protected static string Normalize(string text) => IPAddress.TryParse(text, out IPAddress? address) ? address.ToString() : text;
}
