using System.Management.Automation;
using System.Net;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Makes a container network: a bridge with the gateway's address, forwarding, isolation, and masquerading for what leaves it. One that exists just so is written as it is.</summary>
[Cmdlet(VerbsCommon.New, "ContainerNetwork", SupportsShouldProcess = true)]
[OutputType(typeof(ContainerNetwork))]
public sealed class NewContainerNetworkCommand : NetCommand
{
    /// <summary>The name: a letter or digit, then letters, digits, '_', '.' and '-'.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "";

    /// <summary>The addresses that endpoints get theirs from, such as 172.20.0.0/16; IPv4, /30 or shorter.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string Subnet { get; set; } = "";

    /// <summary>The bridge's own address, which is the endpoints' default gateway; the subnet's first when not given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNull]
    public IPAddress? Gateway { get; set; }

    /// <summary>Let what leaves the network keep its own source address.</summary>
    [Parameter]
    public SwitchParameter DisableMasquerade { get; set; }

    /// <summary>The bridge's name; cn- and ten characters of the network's id when not given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string? BridgeName { get; set; }

    /// <summary>The MTU of the bridge and the endpoints, in bytes; the kernel's default when not given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Mtu")]
    [ValidateRange(68, 65535)]
    public uint? MtuSize { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(() => Run(Net.Networks.PlanCreate(Definition), write: true));

    private NetworkDefinition Definition => new()
    {
        Name = Name,
        Subnet = InterfaceAddress.ParseNetwork(Subnet),
        Gateway = Gateway,
        Masquerade = !DisableMasquerade,
        BridgeName = BridgeName,
        MtuSize = MtuSize,
    };
}
