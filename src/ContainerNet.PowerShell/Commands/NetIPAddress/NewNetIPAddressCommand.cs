using System.Management.Automation;
using System.Net;
using ContainerNet.Host.Addresses;
using ContainerNet.PowerShell.Completion;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Gives addresses to an interface. One that it has already is written as it is.</summary>
[Cmdlet(VerbsCommon.New, "NetIPAddress", SupportsShouldProcess = true)]
[OutputType(typeof(NetIPAddress))]
public sealed class NewNetIPAddressCommand : DescriptionInputCommand
{
    /// <summary>The interface.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(AdapterCompleter))]
    [ValidateNotNullOrEmpty]
    public string InterfaceAlias { get; set; } = "";

    /// <summary>The addresses: 172.16.0.111/20, or without the prefix length and that in -PrefixLength.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string[] IPAddress { get; set; } = [];

    /// <summary>The length of the network's prefix in bits, for addresses that are written without.</summary>
    [Parameter(Position = 2, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNull]
    public int? PrefixLength { get; set; }

    /// <summary>The address of the other end, on a point-to-point link.</summary>
    [Parameter]
    public IPAddress? PeerAddress { get; set; }

    /// <summary>The broadcast address; none when not given.</summary>
    [Parameter]
    public IPAddress? BroadcastAddress { get; set; }

    /// <summary>IPv6: use the address at once, without duplicate address detection.</summary>
    [Parameter]
    [Alias("NoDad")]
    public SwitchParameter SkipDad { get; set; }

    /// <summary>How long the address stays; for ever when not given.</summary>
    [Parameter]
    public TimeSpan? ValidLifetime { get; set; }

    /// <summary>How long new connections use it; for ever when not given.</summary>
    [Parameter]
    public TimeSpan? PreferredLifetime { get; set; }

    private protected override string Kind => nameof(NetIPAddress);

    /// <inheritdoc/>
    protected override void Work() => ForEach(IPAddress, address => Run(Net.Addresses.PlanAdd(Place, Entry(address)), write: true));

    private AddressEntry Entry(string address) => new(InterfaceAlias, InterfaceAddress.Parse(address, PrefixLength))
    {
        Peer = PeerAddress,
        Broadcast = BroadcastAddress,
        Flags = SkipDad ? AddressFlags.NoDad : AddressFlags.None,
        ValidSeconds = Seconds(ValidLifetime),
        PreferredSeconds = Seconds(PreferredLifetime),
    };

    private static uint? Seconds(TimeSpan? lifetime)
        => lifetime is null || lifetime == TimeSpan.MaxValue ? null : (uint)Math.Clamp(lifetime.Value.TotalSeconds, 0, uint.MaxValue);
}
