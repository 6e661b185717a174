using System.Management.Automation;
using ContainerNet.Host.Links;
using ContainerNet.PowerShell.Binding;
using ContainerNet.PowerShell.Completion;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Makes a veth pair: a virtual cable with an interface at each end, each in the namespace it is to be in. A namespace from the pipeline is the peer's.</summary>
[Cmdlet(VerbsCommon.New, "VethPair", SupportsShouldProcess = true)]
[OutputType(typeof(VethPair))]
public sealed class NewVethPairCommand : NetCommand
{
    /// <summary>The name of the first end: 1 to 15 bytes.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "";

    /// <summary>The name of the other end.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNullOrEmpty]
    public string PeerName { get; set; } = "";

    /// <summary>The namespace of the first end.</summary>
    [Parameter]
    [NamespaceTransformation]
    [ArgumentCompleter(typeof(NamespaceCompleter))]
    [ValidateNotNull]
    public NamespaceReference? Namespace { get; set; }

    /// <summary>The namespace of the other end; the first end's when not given.</summary>
    [Parameter(ValueFromPipeline = true)]
    [NamespaceTransformation]
    [ArgumentCompleter(typeof(NamespaceCompleter))]
    [ValidateNotNull]
    public NamespaceReference? PeerNamespace { get; set; }

    /// <summary>The first end's MAC address; a random one when not given.</summary>
    [Parameter]
    public MacAddress? MacAddress { get; set; }

    /// <summary>The other end's MAC address; a random one when not given.</summary>
    [Parameter]
    public MacAddress? PeerMacAddress { get; set; }

    /// <summary>The MTU of both ends, in bytes.</summary>
    [Parameter]
    [Alias("Mtu")]
    [ValidateRange(68, 65535)]
    public uint? MtuSize { get; set; }

    /// <summary>Set up both ends.</summary>
    [Parameter]
    public SwitchParameter Enable { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(() =>
    {
        NamespaceReference place = Namespace ?? Here;
        var end = new VethEnd(place, Name) { Mac = MacAddress, Up = Enable };
        var peer = new VethEnd(PeerNamespace ?? place, PeerName) { Mac = PeerMacAddress, Up = Enable };
        Run(Net.VethPairs.PlanCreate(end, peer, MtuSize), write: true);
    });
}
