using System.Management.Automation;
using ContainerNet.Host.Links;
using ContainerNet.PowerShell.Completion;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Changes settings of interfaces, all that are given in one step.</summary>
[Cmdlet(VerbsCommon.Set, "NetAdapter", SupportsShouldProcess = true, DefaultParameterSetName = ByObject)]
[OutputType(typeof(NetAdapter))]
public sealed class SetNetAdapterCommand : ChangeAdapterCommand
{
    /// <summary>The MTU in bytes.</summary>
    [Parameter]
    [Alias("Mtu")]
    [ValidateNotNull]
    public uint? MtuSize { get; set; }

    /// <summary>The MAC address.</summary>
    [Parameter]
    [Alias("LinkLayerAddress")]
    [ValidateNotNull]
    public MacAddress? MacAddress { get; set; }

    /// <summary>The bridge to be a port of; the empty string or $null for none.</summary>
    [Parameter]
    [AllowNull]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(BridgeCompleter))]
    public string? Master { get; set; }

    /// <summary>The description, of at most 255 bytes; the empty string or $null removes it.</summary>
    [Parameter]
    [Alias("Alias")]
    [AllowNull]
    [AllowEmptyString]
    public string? Description { get; set; }

    // A text that is given as $null means "none"; one that is not given means "unchanged".
    private protected override LinkSettings Settings => new()
    {
        Mtu = MtuSize,
        Mac = MacAddress,
        Master = MyInvocation.BoundParameters.ContainsKey(nameof(Master)) ? Master ?? "" : null,
        Description = MyInvocation.BoundParameters.ContainsKey(nameof(Description)) ? Description ?? "" : null,
    };
}
