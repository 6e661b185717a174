using System.Net;

namespace ContainerNet;

/// <summary>What a container is to be: what <c>docker run</c> is told, as it was told.</summary>
public sealed record ContainerOptions
{
    /// <summary>Its name, unique on the host; one is made up when null.</summary>
    public string? Name { get; init; }

    /// <summary>An image: the reference of a local image or of one that can be pulled, an OCI image layout's directory, or an archive that <c>docker save</c> wrote.</summary>
    public string? Image { get; init; }

    /// <summary>A directory to run on instead of an image; it is never written to.</summary>
    public string? RootFileSystem { get; init; }

    /// <summary>The program that runs before the command, instead of the image's entry point; null keeps the entry point, an empty list or one empty string means none.</summary>
    public IReadOnlyList<string>? EntryPoint { get; init; }

    /// <summary>The program, or what the entry point is given first; the image's command when null.</summary>
    public string? Command { get; init; }

    /// <summary>Its arguments, unchanged.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>bridge, none, host, container:NAME, or names of networks; the default network when empty.</summary>
    public IReadOnlyList<string> Networks { get; init; } = [];

    /// <summary>Its addresses on the first network, at most one a family.</summary>
    public IReadOnlyList<IPAddress> Addresses { get; init; } = [];

    /// <summary>Its MAC address on the first network.</summary>
    public MacAddress? MacAddress { get; init; }

    /// <summary>Names it answers to on its networks besides its own.</summary>
    public IReadOnlyList<string> NetworkAliases { get; init; } = [];

    /// <summary>Ports to publish, each as <c>docker run -p</c> accepts it.</summary>
    public IReadOnlyList<PortPublication> Publish { get; init; } = [];

    /// <summary>Whether all exposed ports are published at free ports of the host.</summary>
    public bool PublishAll { get; init; }

    /// <summary>Ports exposed besides the image's: <c>80</c>, <c>53/udp</c>, <c>7000-7010/tcp</c>.</summary>
    public IReadOnlyList<string> Expose { get; init; } = [];

    /// <summary>Its host name; the first twelve digits of its id when null.</summary>
    public string? HostName { get; init; }

    /// <summary>Its NIS domain name.</summary>
    public string? DomainName { get; init; }

    /// <summary>Name servers instead of the host's.</summary>
    public IReadOnlyList<IPAddress> Dns { get; init; } = [];

    /// <summary>Search domains instead of the host's.</summary>
    public IReadOnlyList<string> DnsSearch { get; init; } = [];

    /// <summary>Options of resolv.conf(5) instead of the host's.</summary>
    public IReadOnlyList<string> DnsOptions { get; init; } = [];

    /// <summary>Lines for /etc/hosts: <c>name:address</c>, where the address may be <c>host-gateway</c>.</summary>
    public IReadOnlyList<string> AddHost { get; init; } = [];

    /// <summary>Containers on the default network whose names are known inside: <c>name</c> or <c>name:alias</c>.</summary>
    public IReadOnlyList<string> Links { get; init; } = [];

    /// <summary>Environment variables over the image's: NAME=value.</summary>
    public IReadOnlyList<string> Environment { get; init; } = [];

    /// <summary>The user the program runs as: <c>user[:group]</c>, by name or by number; the image's user when null.</summary>
    public string? User { get; init; }

    /// <summary>The directory it starts in; the image's when null.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Directories and files of the host inside: <c>source:target[:ro]</c>.</summary>
    public IReadOnlyList<string> Volumes { get; init; } = [];

    /// <summary>A volume's text with the full path of its source, where that is a path and no volume's name.</summary>
    /// <param name="volume"><c>source:target[:options]</c>.</param>
    /// <param name="toFullPath">Gives the full path.</param>
    public static string VolumeWithFullPath(string volume, Func<string, string> toFullPath)
    {
        ArgumentNullException.ThrowIfNull(volume);
        ArgumentNullException.ThrowIfNull(toFullPath);
        int target = volume.LastIndexOf(":/", StringComparison.Ordinal);
        if (target <= 0) return volume;
        string source = volume[..target];
        bool isPath = source[0] is '.' or '~' || source.AsSpan().ContainsAny('/', ':');
        return isPath ? toFullPath(source) + volume[target..] : volume;
    }

    /// <summary>Whether its root file system cannot be written to.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>The most memory it may use, in bytes; no limit when null.</summary>
    public long? Memory { get; init; }

    /// <summary>The most processors' time it may use, such as 1.5; no limit when null.</summary>
    public double? Cpu { get; init; }

    /// <summary>The most processes it may have; no limit when null.</summary>
    public long? PidsLimit { get; init; }

    /// <summary>The least memory that it keeps when the host runs short, in bytes; null for none. Less than <see cref="Memory"/>.</summary>
    public long? MemoryReservation { get; init; }

    /// <summary>The most memory and swap together, in bytes; -1 for no limit of swap. Twice <see cref="Memory"/> when null.</summary>
    public long? MemorySwap { get; init; }

    /// <summary>Its weight among others when processors are short, 2 to 262144; the kernel's 1024 when null.</summary>
    public long? CpuShares { get; init; }

    /// <summary>The processors that it may run on: <c>0-2,4</c>; all when null.</summary>
    public string? CpuSet { get; init; }

    /// <summary>Capabilities besides Docker's default ones; one with a '-' before it is taken away, ALL means all.</summary>
    public IReadOnlyList<string> Capabilities { get; init; } = [];

    /// <summary>Whether it may do all that root on the host may.</summary>
    public bool Privileged { get; init; }

    /// <summary>Whether a small init runs as process 1, passes signals on and reaps orphans.</summary>
    public bool Init { get; init; }

    /// <summary>When it is started again after it ended.</summary>
    public RestartPolicy Restart { get; init; } = RestartPolicy.No;

    /// <summary>The signal that asks it to end, by name or number; the image's when null, or SIGTERM.</summary>
    public string? StopSignal { get; init; }

    /// <summary>How many seconds a stop waits before it forces the end, -1 for ever; ten when null.</summary>
    public int? StopTimeout { get; init; }

    /// <summary>What to remember of it, over its image's labels.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether it is removed once it ends.</summary>
    public bool Remove { get; init; }

    /// <summary>Whether it has a terminal and takes input.</summary>
    public bool Interactive { get; init; }

    /// <summary>Whether its input stays open for clients that attach, without a terminal (docker run -i).</summary>
    public bool OpenStdin { get; init; }

    /// <summary>Whether its input is closed for good when the first client that is attached leaves.</summary>
    public bool StdinOnce { get; init; }

    /// <summary>The first id of the host's, and how many, that users inside are mapped to: <c>100000:65536</c>; null shares the host's users.</summary>
    public string? UserNamespace { get; init; }

    /// <inheritdoc/>
    public override string ToString() => string.Join(' ', [Image ?? RootFileSystem ?? "", .. Command is null ? Array.Empty<string>() : [Command], .. Arguments]);
}
