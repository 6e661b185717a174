using System.Collections;
using System.Management.Automation;
using ContainerNet.PowerShell.Completion;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Changes keys of daemon.json. Those that are not given stay as they are; $null removes one.</summary>
[Cmdlet(VerbsCommon.Set, "ContainerNetConfiguration", SupportsShouldProcess = true)]
[OutputType(typeof(ContainerNetConfiguration))]
public sealed class SetContainerNetConfigurationCommand : ConfigurationCommand
{
    private static readonly Dictionary<string, string> Keys = new()
    {
        [nameof(Bridge)] = "bridge",
        [nameof(Bip)] = "bip",
        [nameof(Bip6)] = "bip6",
        [nameof(FixedCidr)] = "fixed-cidr",
        [nameof(FixedCidrV6)] = "fixed-cidr-v6",
        [nameof(DefaultGateway)] = "default-gateway",
        [nameof(DefaultGatewayV6)] = "default-gateway-v6",
        [nameof(Mtu)] = "mtu",
        [nameof(Icc)] = "icc",
        [nameof(IP)] = "ip",
        [nameof(IPv6)] = "ipv6",
        [nameof(IPMasq)] = "ip-masq",
        [nameof(IPForward)] = "ip-forward",
        [nameof(IPTables)] = "iptables",
        [nameof(IP6Tables)] = "ip6tables",
        [nameof(FirewallBackend)] = "firewall-backend",
        [nameof(Dns)] = "dns",
        [nameof(DnsOption)] = "dns-opts",
        [nameof(DnsSearch)] = "dns-search",
        [nameof(DefaultAddressPool)] = "default-address-pools",
        [nameof(DefaultNetworkOption)] = "default-network-opts",
        [nameof(Hosts)] = "hosts",
    };

    /// <summary>The name of the default network's bridge, or none for no default network.</summary>
    [Parameter]
    [AllowNull, AllowEmptyString]
    [ArgumentCompleter(typeof(BridgeCompleter))]
    public string? Bridge { get; set; }

    /// <summary>The bridge's IPv4 address with its prefix length.</summary>
    [Parameter]
    [AllowNull, AllowEmptyString]
    public string? Bip { get; set; }

    /// <summary>The bridge's IPv6 address with its prefix length.</summary>
    [Parameter]
    [AllowNull, AllowEmptyString]
    public string? Bip6 { get; set; }

    /// <summary>The part of the IPv4 subnet that containers get addresses from.</summary>
    [Parameter]
    [AllowNull, AllowEmptyString]
    public string? FixedCidr { get; set; }

    /// <summary>The part of the IPv6 subnet that containers get addresses from.</summary>
    [Parameter]
    [AllowNull, AllowEmptyString]
    public string? FixedCidrV6 { get; set; }

    /// <summary>The containers' IPv4 gateway.</summary>
    [Parameter]
    [AllowNull, AllowEmptyString]
    public string? DefaultGateway { get; set; }

    /// <summary>The containers' IPv6 gateway.</summary>
    [Parameter]
    [AllowNull, AllowEmptyString]
    public string? DefaultGatewayV6 { get; set; }

    /// <summary>The default network's MTU in bytes.</summary>
    [Parameter]
    [AllowNull]
    public uint? Mtu { get; set; }

    /// <summary>Whether containers on the default network reach each other.</summary>
    [Parameter]
    [AllowNull]
    public bool? Icc { get; set; }

    /// <summary>The host's address that ports are published on.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(HostAddressCompleter))]
    [AllowNull, AllowEmptyString]
    public string? IP { get; set; }

    /// <summary>Whether containers on the default network get IPv6 addresses.</summary>
    [Parameter]
    [AllowNull]
    public bool? IPv6 { get; set; }

    /// <summary>Whether what leaves a network gets an address of the host's.</summary>
    [Parameter]
    [AllowNull]
    public bool? IPMasq { get; set; }

    /// <summary>Whether the host's forwarding is turned on.</summary>
    [Parameter]
    [AllowNull]
    public bool? IPForward { get; set; }

    /// <summary>Whether the firewall is changed at all.</summary>
    [Parameter]
    [AllowNull]
    public bool? IPTables { get; set; }

    /// <summary>Whether the firewall is changed for IPv6.</summary>
    [Parameter]
    [AllowNull]
    public bool? IP6Tables { get; set; }

    /// <summary>The firewall: nftables or iptables.</summary>
    [Parameter]
    [ArgumentCompletions("nftables", "iptables")]
    [AllowNull, AllowEmptyString]
    public string? FirewallBackend { get; set; }

    /// <summary>The containers' name servers.</summary>
    [Parameter]
    [AllowNull, AllowEmptyCollection]
    public string[]? Dns { get; set; }

    /// <summary>Options of the containers' resolv.conf.</summary>
    [Parameter]
    [ArgumentCompletions("attempts:2", "edns0", "ndots:1", "rotate", "single-request", "timeout:5", "trust-ad", "use-vc")]
    [AllowNull, AllowEmptyCollection]
    public string[]? DnsOption { get; set; }

    /// <summary>The containers' search domains.</summary>
    [Parameter]
    [AllowNull, AllowEmptyCollection]
    public string[]? DnsSearch { get; set; }

    /// <summary>Where networks get subnets from, such as 'base=172.20.0.0/14,size=16'.</summary>
    [Parameter]
    [AllowNull, AllowEmptyCollection]
    public AddressPoolDefinition[]? DefaultAddressPool { get; set; }

    /// <summary>By driver, options that each new network gets.</summary>
    [Parameter]
    [AllowNull]
    public Hashtable? DefaultNetworkOption { get; set; }

    /// <summary>Where a service listens.</summary>
    [Parameter]
    [AllowNull, AllowEmptyCollection]
    public string[]? Hosts { get; set; }

    /// <summary>Write what is configured afterwards.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void Work()
    {
        if (!Run(Net.Configuration.PlanSet(Changes, File))) return;
        ContainerNetConfiguration configuration = Net.Configuration.Get(File);
        Warn(configuration);
        if (PassThru) WriteObject(configuration);
    }

    private Dictionary<string, object?> Changes => MyInvocation.BoundParameters
        .Where(given => Keys.ContainsKey(given.Key))
        .ToDictionary(given => Keys[given.Key], given => ToJsonValue(given.Value));

    // Docker takes options as strings only, and users write 1400 without quotes.
    private static object? ToJsonValue(object? value) => value switch
    {
        "" => null,
        Hashtable drivers => drivers.Keys.Cast<object>().ToDictionary(driver => $"{driver}", driver => ToOptions(drivers[driver])),
        _ => value,
    };

    private static object? ToOptions(object? value)
        => value is IDictionary options ? options.Keys.Cast<object>().ToDictionary(option => $"{option}", option => LanguagePrimitives.ConvertTo<string>(options[option])) : value;
}
