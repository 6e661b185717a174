using System.Collections;
using System.Management.Automation;
using System.Net;
using ContainerNet.PowerShell.Completion;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Makes a container network: a bridge with the gateway's address, forwarding, isolation, and masquerading of outgoing packets. An identical network is returned unchanged.</summary>
[Cmdlet(VerbsCommon.New, "ContainerNetwork", SupportsShouldProcess = true)]
[OutputType(typeof(ContainerNetwork))]
public sealed class NewContainerNetworkCommand : NetCommand
{
    /// <summary>The name: a letter or digit, then letters, digits, '_', '.' and '-'.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "";

    /// <summary>The addresses that endpoints get theirs from, such as 172.20.0.0/16 and fd00:20::/64: at most one a family. The next free default pool when not given.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string[] Subnet { get; set; } = [];

    /// <summary>What makes it: bridge or macvlan.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateSet("bridge", "macvlan", "null", "host")]
    public string Driver { get; set; } = "bridge";

    /// <summary>The bridge's own address, which is the endpoints' default gateway, at most one a family; the subnet's first when not given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public IPAddress[] Gateway { get; set; } = [];

    /// <summary>The part of the subnet that addresses are chosen from, at most one a family; all of it when not given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string[] IPRange { get; set; } = [];

    /// <summary>Addresses of the subnet that others have, by name: @{ printer = '172.20.0.9' }.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [TextAsPairs]
    [ValidateNotNull]
    public Hashtable AuxAddress { get; set; } = [];

    /// <summary>Give endpoints IPv6 addresses too, unique local ones where -Subnet has none.</summary>
    [Parameter]
    public SwitchParameter EnableIPv6 { get; set; }

    /// <summary>Cut the network off from all others, the outside included.</summary>
    [Parameter]
    public SwitchParameter Internal { get; set; }

    /// <summary>Keep endpoints from reaching each other but by published ports.</summary>
    [Parameter]
    public SwitchParameter DisableIcc { get; set; }

    /// <summary>Let what leaves the network keep its own source address.</summary>
    [Parameter]
    public SwitchParameter DisableMasquerade { get; set; }

    /// <summary>The addresses that packets leave the network with, at most one a family; that of the interface they leave by when not given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(HostAddressCompleter))]
    [ValidateNotNullOrEmpty]
    public IPAddress[] SnatAddress { get; set; } = [];

    /// <summary>The host's address that ports are published on where a publication names none; all of them when not given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(HostAddressCompleter))]
    [ValidateNotNull]
    public IPAddress? HostBinding { get; set; }

    /// <summary>The bridge's name; cn- and ten characters of the network's id when not given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string? BridgeName { get; set; }

    /// <summary>The host's interface that a macvlan network is on.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ParentCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Parent { get; set; }

    /// <summary>How endpoints of a macvlan network treat each other; Bridge when not given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateSet(nameof(ContainerNet.MacvlanMode.Bridge), nameof(ContainerNet.MacvlanMode.Private), nameof(ContainerNet.MacvlanMode.Vepa), nameof(ContainerNet.MacvlanMode.Passthru))]
    public MacvlanMode? MacvlanMode { get; set; }

    /// <summary>The MTU of the bridge and the endpoints, in bytes; the kernel's default when not given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Mtu")]
    [ValidateRange(68, 65535)]
    public uint? MtuSize { get; set; }

    /// <summary>What to remember of the network: @{ stage = 'test' }.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [TextAsPairs]
    [ValidateNotNull]
    public Hashtable Label { get; set; } = [];

    /// <summary>Docker's driver options: @{ 'com.docker.network.bridge.enable_icc' = 'false' }.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Opt")]
    [ArgumentCompleter(typeof(DriverOptionCompleter))]
    [TextAsPairs]
    [ValidateNotNull]
    public Hashtable Option { get; set; } = [];

    /// <summary>An object whose properties say what is wanted: a network, also deserialised, or a row.</summary>
    [Parameter(ValueFromPipeline = true)]
    [ValidateNotNull]
    public PSObject? InputObject { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(() =>
    {
        RequireDescription(InputObject, nameof(ContainerNetwork));
        NetworkDefinition definition = DockerOptions.Apply(Definition, Texts(Option));
        ForEach(Net.Networks.Warnings(definition), WriteWarning);
        Run(Net.Networks.PlanCreate(definition), write: true);
    });

    private NetworkDefinition Definition
    {
        get
        {
            IPNetwork[] subnets = [.. Subnet.Select(InterfaceAddress.ParseNetwork)], ranges = [.. IPRange.Select(InterfaceAddress.ParseNetwork)];
            return new NetworkDefinition
            {
                Name = Name,
                Driver = Driver,
                Subnet = ByFamily.Only(subnets, "Subnet", isIPv6: false),
                IPv6Subnet = ByFamily.Only(subnets, "Subnet", isIPv6: true),
                Gateway = ByFamily.Only(Gateway, "Gateway", isIPv6: false),
                IPv6Gateway = ByFamily.Only(Gateway, "Gateway", isIPv6: true),
                IPRange = ByFamily.Only(ranges, "IPRange", isIPv6: false),
                IPv6Range = ByFamily.Only(ranges, "IPRange", isIPv6: true),
                AuxAddress = Texts(AuxAddress).ToDictionary(pair => pair.Key, pair => InterfaceAddress.Parse(pair.Value).Address),
                EnableIPv6 = EnableIPv6,
                Internal = Internal,
                Icc = !DisableIcc,
                Masquerade = !DisableMasquerade,
                SnatAddress = SnatAddress,
                HostBinding = HostBinding,
                BridgeName = BridgeName,
                Parent = Parent,
                MacvlanMode = MacvlanMode,
                MtuSize = MtuSize,
                Labels = Texts(Label).ToDictionary(),
            };
        }
    }

    private static IEnumerable<KeyValuePair<string, string>> Texts(Hashtable table)
        => Pairs.Of(table).Select(pair => KeyValuePair.Create(pair.Key, Pairs.Text(pair.Value)));
}
