using System.Collections;
using System.Management.Automation;
using System.Net;
using System.Reflection;
using ContainerNet.Containers.Images;
using ContainerNet.Containers.Images.Layers;
using ContainerNet.Containers.Runtime;
using ContainerNet.PowerShell.Completion;

namespace ContainerNet.PowerShell.Commands;

/// <summary>The base of cmdlets that say what a container is to be, as docker run is told.</summary>
public abstract class ContainerSpecificationCommand : CommandLineCommand
{
    private protected const string OnImage = "Image";
    private protected const string OnFolder = "RootFileSystem";

    /// <summary>The image: a reference, an OCI image layout's directory, or an archive of docker save.</summary>
    [Parameter(ParameterSetName = OnImage, Position = 0)]
    [ArgumentCompleter(typeof(ImageCompleter))]
    [ValidateNotNullOrEmpty]
    public string Image { get; set; } = "";

    /// <summary>A directory that the container runs on instead of an image; / is the host's own root. It is never written to.</summary>
    [Parameter(ParameterSetName = OnFolder, Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string RootFileSystem { get; set; } = "";

    /// <summary>The program; the image's own when not given.</summary>
    [Parameter(ParameterSetName = OnImage, Position = 1)]
    [Parameter(ParameterSetName = OnFolder, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string? Command { get; set; }

    /// <summary>The program's arguments, unchanged.</summary>
    [Parameter(ValueFromRemainingArguments = true)]
    [Alias("Args")]
    [ValidateNotNull]
    public string[] ArgumentList { get; set; } = [];

    /// <summary>The container's name; one is made up when not given.</summary>
    public abstract string? Name { get; set; }

    /// <summary>The program that runs before the command, instead of the image's entry point; an empty array, or '', means none.</summary>
    [Parameter]
    [AllowEmptyCollection]
    [AllowEmptyString]
    public string[]? EntryPoint { get; set; }

    /// <summary>Names of networks, or one of bridge, none, host and container:NAME; the default network when not given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Net")]
    [ArgumentCompleter(typeof(NetworkModeCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Network { get; set; } = [];

    /// <summary>Its addresses on the first network, at most one a family; the next free ones when not given.</summary>
    [Parameter]
    [Alias("IP")]
    [ValidateNotNullOrEmpty]
    public IPAddress[] IPAddress { get; set; } = [];

    /// <summary>Its MAC address on the first network; derived from the IPv4 address when not given.</summary>
    [Parameter]
    [Alias("LinkLayerAddress")]
    [ValidateNotNullOrEmpty]
    public string? MacAddress { get; set; }

    /// <summary>Names it answers to on its networks, besides its own.</summary>
    [Parameter]
    [Alias("Alias")]
    [ValidateNotNullOrEmpty]
    public string[] NetworkAlias { get; set; } = [];

    /// <summary>Ports to publish, as docker run -p accepts them: 80, 8080:80, 127.0.0.1::80, 53:53/udp, 9000-9099:9000-9099.</summary>
    [Parameter]
    [Alias("p")]
    [PairsAsText(':')]
    [ValidateNotNullOrEmpty]
    public string[] Publish { get; set; } = [];

    /// <summary>Publish all exposed ports, each at a free port of the host.</summary>
    [Parameter]
    public SwitchParameter PublishAll { get; set; }

    /// <summary>Ports that the container listens on, besides those its image names: 80, 53/udp, 7000-7010.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] Expose { get; set; } = [];

    /// <summary>Its host name; the first twelve digits of its id when not given.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? HostName { get; set; }

    /// <summary>Its domain name.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? DomainName { get; set; }

    /// <summary>Name servers instead of the host's.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public IPAddress[] Dns { get; set; } = [];

    /// <summary>Search domains instead of the host's; '.' means none.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] DnsSearch { get; set; } = [];

    /// <summary>Options of resolv.conf(5) instead of the host's.</summary>
    [Parameter]
    [ArgumentCompletions("attempts:2", "edns0", "ndots:1", "rotate", "single-request", "timeout:5", "trust-ad", "use-vc")]
    [PairsAsText(':')]
    [ValidateNotNullOrEmpty]
    public string[] DnsOption { get; set; } = [];

    /// <summary>Lines for /etc/hosts: name:address, or name:host-gateway for the host.</summary>
    [Parameter]
    [PairsAsText(':')]
    [ValidateNotNullOrEmpty]
    public string[] AddHost { get; set; } = [];

    /// <summary>Containers whose names are known inside: name or name:alias.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(RunningContainerCompleter))]
    [PairsAsText(':')]
    [ValidateNotNullOrEmpty]
    public string[] Link { get; set; } = [];

    /// <summary>Environment variables: NAME=value, or NAME alone for this session's value.</summary>
    [Parameter]
    [Alias("Env", "e")]
    [PairsAsText('=')]
    [ValidateNotNullOrEmpty]
    public string[] Environment { get; set; } = [];

    /// <summary>The user the program runs as: user[:group], by name or number.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? User { get; set; }

    /// <summary>The directory it starts in.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? WorkingDirectory { get; set; }

    /// <summary>Directories and files of the host, or named volumes, inside: source:target[:ro]. A source with a '/' in it, or that begins with '.' or '~', is a path.</summary>
    [Parameter]
    [Alias("v")]
    [PairsAsText(':')]
    [ValidateNotNullOrEmpty]
    public string[] Volume { get; set; } = [];

    /// <summary>Make its root file system read-only.</summary>
    [Parameter]
    public SwitchParameter ReadOnly { get; set; }

    /// <summary>The most memory it may use, in bytes: 512MB, or 512m as Docker writes it.</summary>
    [Parameter]
    [ByteSizeTransformation]
    [ValidateRange(6L << 20, long.MaxValue)]
    public long? Memory { get; set; }

    /// <summary>The most processors' time it may use, such as 1.5.</summary>
    [Parameter]
    [Alias("Cpus")]
    [ValidateRange(0.01, 4096.0)]
    public double? Cpu { get; set; }

    /// <summary>The most processes it may have.</summary>
    [Parameter]
    [ValidateRange(1L, 4194304L)]
    public long? PidsLimit { get; set; }

    /// <summary>The memory that it keeps when the host runs short of it, in bytes: 256MB, or 256m as Docker writes it.</summary>
    [Parameter]
    [ByteSizeTransformation]
    [ValidateRange(6L << 20, long.MaxValue)]
    public long? MemoryReservation { get; set; }

    /// <summary>The most memory and swap together, in bytes; -1 for no limit of swap. Twice -Memory when not given.</summary>
    [Parameter]
    [ByteSizeTransformation]
    [ValidateRange(-1L, long.MaxValue)]
    public long? MemorySwap { get; set; }

    /// <summary>Its weight among others when processors are short; 1024 when not given.</summary>
    [Parameter]
    [ValidateRange(2L, 262144L)]
    public long? CpuShares { get; set; }

    /// <summary>The processors that it may run on: 0-2,4.</summary>
    [Parameter]
    [Alias("CpusetCpus")]
    [ValidateNotNullOrEmpty]
    public string? CpuSet { get; set; }

    /// <summary>Capabilities besides the default ones; one with a '-' before it is taken away, ALL means all.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(CapabilityCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Capability { get; set; } = [];

    /// <summary>Let it do all that root on the host may.</summary>
    [Parameter]
    public SwitchParameter Privileged { get; set; }

    /// <summary>Run a small init as its first process, which passes signals on and reaps orphans.</summary>
    [Parameter]
    public SwitchParameter Init { get; set; }

    /// <summary>When it is started again after it ended: no, always, unless-stopped, on-failure or on-failure:COUNT.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(RestartPolicyCompleter))]
    [ValidateNotNullOrEmpty]
    public string Restart { get; set; } = "no";

    /// <summary>The signal that asks it to end, by name or number; the image's when not given, or SIGTERM.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(SignalCompleter))]
    [ValidateNotNullOrEmpty]
    public string? StopSignal { get; set; }

    /// <summary>How many seconds a stop waits before it forces the end; -1 for ever, 10 when not given.</summary>
    [Parameter]
    [ValidateRange(-1, int.MaxValue / 1000)]
    public int? StopTimeout { get; set; }

    /// <summary>What to remember of it, over the image's labels: @{ stage = 'test' }, or 'stage=test'.</summary>
    [Parameter]
    [TextAsPairs]
    [ValidateNotNull]
    public Hashtable Label { get; set; } = [];

    /// <summary>Remove it once it has ended.</summary>
    [Parameter]
    [Alias("rm")]
    public SwitchParameter Remove { get; set; }

    /// <summary>Give it a terminal; with -Wait this session's.</summary>
    [Parameter]
    public SwitchParameter Interactive { get; set; }

    /// <summary>The first id of the host's, and how many, that users inside are mapped to: 100000:65536.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? UserNamespace { get; set; }

    /// <summary>Replace another container of the name that differs: it is ended and removed.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>The given parameters that describe a new container, except the image and the name.</summary>
    private protected IEnumerable<string> SpecifiedBesidesImage
        => typeof(ContainerSpecificationCommand).GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).Select(property => property.Name)
            .Where(name => name is not nameof(Image) and not nameof(Name) && MyInvocation.BoundParameters.ContainsKey(name));

    /// <summary>Pulls the image that is not here, and shows how far that is.</summary>
    private protected void PrepareImage(ContainerOptions options)
    {
        using var report = new ImageProgressReport(this);
        Net.Containers.Prepare(options, report.Show, Cancellation);
    }

    /// <inheritdoc/>
    protected override void BeginProcessing() => Require(() => CommandLine.Apply(this, "Image", "RootFileSystem"));

    /// <summary>The request.</summary>
    private protected ContainerOptions Options() => new()
    {
        Name = Name,
        Image = ParameterSetName == OnImage && Image.Length > 0 ? ImageOperations.WithFullPath(Image, FullPathOf) : null,
        RootFileSystem = ParameterSetName == OnFolder ? FullPathOf(RootFileSystem) : null,
        Command = Command,
        Arguments = ArgumentList,
        EntryPoint = EntryPoint,
        Networks = Network,
        Addresses = IPAddress,
        MacAddress = MacAddress is null ? null : ContainerNet.MacAddress.Parse(MacAddress),
        NetworkAliases = NetworkAlias,
        Publish = [.. Publish.Select(PortPublication.Parse)],
        PublishAll = PublishAll,
        Expose = Expose,
        HostName = HostName,
        DomainName = DomainName,
        Dns = Dns,
        DnsSearch = DnsSearch,
        DnsOptions = DnsOption,
        AddHost = AddHost,
        Links = Link,
        Environment = [.. Environment.Select(WithValue).OfType<string>()],
        User = User,
        WorkingDirectory = WorkingDirectory,
        Volumes = [.. Volume.Select(volume => ContainerOptions.VolumeWithFullPath(volume, FullPathOf))],
        ReadOnly = ReadOnly,
        Memory = Memory,
        Cpu = Cpu,
        PidsLimit = PidsLimit,
        MemoryReservation = MemoryReservation,
        MemorySwap = MemorySwap,
        CpuShares = CpuShares,
        CpuSet = CpuSet,
        StopSignal = StopSignal,
        StopTimeout = StopTimeout,
        Labels = Pairs.Texts(Label),
        Capabilities = Capability,
        Privileged = Privileged,
        Init = Init,
        Restart = RestartPolicy.Parse(Restart),
        Remove = Remove,
        Interactive = Interactive,
        UserNamespace = UserNamespace,
    };

    // One that this session does not have is left out.
    internal static string? WithValue(string variable)
        => variable.Contains('=', StringComparison.Ordinal) ? variable
            : System.Environment.GetEnvironmentVariable(variable) is { } value ? $"{variable}={value}"
            : null;
}
