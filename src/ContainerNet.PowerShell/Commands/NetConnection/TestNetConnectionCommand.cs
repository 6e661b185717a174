using System.Management.Automation;
using ContainerNet.PowerShell.Binding;
using ContainerNet.PowerShell.Completion;

namespace ContainerNet.PowerShell.Commands;

/// <summary>
/// Tests from inside a namespace whether hosts answer: by ICMP echo, or with -Port by a TCP connection. A host that does not
/// answer is a result, not an error.
/// </summary>
[Cmdlet(VerbsDiagnostic.Test, "NetConnection", DefaultParameterSetName = ByPing)]
[OutputType(typeof(NetConnectionResult))]
[OutputType(typeof(bool))]
public sealed class TestNetConnectionCommand : NamespaceCommand
{
    private const string ByPing = "Ping";
    private const string ByPort = "Port";

    private bool _isNameGiven;

    /// <summary>Names or addresses of the hosts; of a link-local address with its interface, as in fe80::1%eth0.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("RemoteAddress", "IPAddress", "cn")]
    [ArgumentCompleter(typeof(EndpointAddressCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] ComputerName { get; set; } = [];

    /// <summary>The TCP port to connect to.</summary>
    [Parameter(ParameterSetName = ByPort, Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("RemotePort", "TcpPort")]
    public int Port { get; set; }

    /// <summary>How many echo requests are sent, one after the other.</summary>
    [Parameter(ParameterSetName = ByPing)]
    public int Count { get; set; } = 1;

    /// <summary>How many bytes an echo request carries.</summary>
    [Parameter(ParameterSetName = ByPing)]
    [Alias("BufferSize")]
    public int PayloadSize { get; set; } = 56;

    /// <summary>How many routers may pass an echo request on; the system's default when not given.</summary>
    [Parameter(ParameterSetName = ByPing)]
    [Alias("Ttl", "Hops")]
    [ValidateNotNull]
    public int? TimeToLive { get; set; }

    /// <summary>How long to wait for each answer, in seconds; parts of a second are accepted.</summary>
    [Parameter]
    [ValidateRange(0.001, 86400.0)]
    public double TimeoutSeconds { get; set; } = 5;

    /// <summary>Write only whether the host answered.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <summary>The namespaces to test from: names, wildcards, paths, process ids, container:NAME, or objects that say their namespace. The empty string is the host's own.</summary>
    [Parameter]
    [NamespaceTransformation]
    [ArgumentCompleter(typeof(Completion.NamespaceCompleter))]
    [ValidateNotNull]
    public NamespaceReference[]? Namespace { get; set; }

    /// <summary>With -ComputerName, the namespaces to test from; without, hosts.</summary>
    [Parameter(ValueFromPipeline = true)]
    [ValidateNotNull]
    public PSObject? InputObject { get; set; }

    private protected override bool TakesNamespaceWildcards => true;

    /// <inheritdoc/>
    // Before the pipeline has bound anything.
    protected override void BeginProcessing() => _isNameGiven = MyInvocation.BoundParameters.ContainsKey(nameof(ComputerName));

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(() => ForEachPlace(Namespace ?? PipedPlace(), () => ForEach(ComputerName, name =>
    {
        NetConnectionResult result = Test(name);
        WriteObject(Quiet ? result.Outcome == ConnectionOutcome.Succeeded : result);
    })));

    // A name or an address to test says nothing of where from.
    private NamespaceReference[]? PipedPlace()
    {
        if (InputObject is null) return null;
        var piped = new PipedObject(InputObject);
        if (_isNameGiven) return [NamespaceArgument.Of(piped)];
        // The text of a network or an interface is no name of a host.
        bool saysHost = piped.Kind is null || piped.FirstText("ComputerName", "RemoteAddress", "IPAddress") is not null;
        if (!saysHost || NamespaceArgument.IsNamespace(piped)) throw Errors.ForeignObject(piped, nameof(ComputerName));
        return piped.Text(nameof(Namespace)) is null ? null : [NamespaceArgument.Of(piped)];
    }

    private NetConnectionResult Test(string name)
    {
        TimeSpan timeout = TimeSpan.FromSeconds(TimeoutSeconds);
        if (ParameterSetName == ByPort) return Net.Connectivity.ConnectTcp(Place, name, Port, timeout, Cancellation);
        var options = new PingOptions { Count = Count, PayloadSize = PayloadSize, TimeToLive = TimeToLive, Timeout = timeout };
        return Net.Connectivity.Ping(Place, name, options, Cancellation);
    }
}
