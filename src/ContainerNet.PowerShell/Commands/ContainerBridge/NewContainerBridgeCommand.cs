using System.Management.Automation;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Makes bridges that are up. One that exists with these settings is written as it is.</summary>
[Cmdlet(VerbsCommon.New, "ContainerBridge", SupportsShouldProcess = true)]
[OutputType(typeof(ContainerBridge))]
public sealed class NewContainerBridgeCommand : DescriptionInputCommand
{
    /// <summary>The names.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    /// <summary>Run the spanning tree protocol.</summary>
    [Parameter]
    public SwitchParameter EnableStp { get; set; }

    /// <summary>How long a learned MAC address is kept; the kernel's 5 minutes when not given.</summary>
    [Parameter]
    public TimeSpan? AgeingTime { get; set; }

    /// <summary>The time in the listening and learning states; the kernel's 15 seconds when not given.</summary>
    [Parameter]
    public TimeSpan? ForwardDelay { get; set; }

    /// <summary>Filter frames by VLAN.</summary>
    [Parameter]
    public SwitchParameter EnableVlanFiltering { get; set; }

    /// <summary>The MTU in bytes.</summary>
    [Parameter]
    public uint? MtuSize { get; set; }

    /// <summary>The MAC address; a random one when not given.</summary>
    [Parameter]
    public MacAddress? MacAddress { get; set; }

    private protected override string Kind => nameof(ContainerBridge);

    /// <inheritdoc/>
    protected override void Work() => ForEach(Name, name => Run(Net.Bridges.PlanCreate(Place, name, Settings), write: true));

    // A switch that is not given requests nothing, so an existing bridge with the setting on still matches the request.
    private BridgeSettings Settings => new()
    {
        Stp = EnableStp ? true : null,
        AgeingTime = AgeingTime,
        ForwardDelay = ForwardDelay,
        VlanFiltering = EnableVlanFiltering ? true : null,
        Mtu = MtuSize,
        Mac = MacAddress,
    };
}
