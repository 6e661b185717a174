using System.Net;
using ContainerNet.Firewall.Elements;
using ContainerNet.Firewall.Iptables;
using ContainerNet.Linux.Processes;
using ContainerNet.Tests.Support;
using Xunit;

namespace ContainerNet.Tests.Firewall.Iptables;

/// <summary>What the firewall is in iptables, as <c>iptables-save</c> sees it.</summary>
public abstract class IptablesFirewallTests : IDisposable
{
    private static readonly NetworkElement Blue = new("cn-blue", IPNetwork.Parse("172.20.0.0/16"), true);
    private static readonly NetworkElement Blue6 = new("cn-blue", IPNetwork.Parse("fd00:20::/64"), true) { NameServer = IPAddress.Parse("fd00:20::1"), SnatAddress = IPAddress.Parse("2001:db8::1") };
    private static readonly NetworkElement Closed = new("cn-closed", IPNetwork.Parse("172.21.0.0/16"), false) { Internal = true, Isolated = true, HostAccess = false };
    private static readonly PublishedPort Web = Port(8080, "172.20.0.2");
    private static readonly PublishedPort Local = Port(8081, "172.20.0.3") with { HostAddress = IPAddress.Loopback, Protocol = TransportProtocol.Sctp };
    private static readonly PublishedPort Range = Port(9000, "172.20.0.2") with { ContainerPort = 9000, Count = 100 };
    private static readonly PublishedPort Shifted = Port(9100, "172.20.0.2") with { ContainerPort = 100, Count = 50, Protocol = TransportProtocol.Udp };
    private static readonly PublishedPort Web6 = Port(8080, "fd00:20::2");
    private static readonly PublishedPort Shifted6 = Port(9100, "fd00:20::2") with { HostAddress = IPAddress.Parse("2001:db8::1"), ContainerPort = 100, Count = 50 };
    private static readonly MappedAddress Mapped = new(IPAddress.Parse("192.0.2.9"), IPAddress.Parse("172.20.0.9"));
    private static readonly MappedAddress Mapped6 = new(IPAddress.Parse("2001:db8::9"), IPAddress.Parse("fd00:20::9"));

    private static readonly FirewallElement[] All = [Blue, Closed, Local, Web, Range, Shifted, Mapped, Blue6, Shifted6, Web6, Mapped6];

    private readonly IptablesKind _kind;
    private readonly TestNamespace _host = new();
    private readonly IptablesFirewall _firewall;

    protected IptablesFirewallTests(IptablesKind kind)
    {
        _kind = kind;
        _firewall = new IptablesFirewall(kind.StartIn(_host));
    }

    [Fact]
    public void A_network_and_a_port_are_rules_in_chains_of_our_own_and_a_jump_at_the_head_of_each_hook()
    {
        Run("iptables", "-A FORWARD -i eth7 -j DROP");
        Add(Blue, Web);
        Assert.Equal(
            """
            *filter
            -A FORWARD -m comment --comment ContainerNet -j CONTAINERNET-FORWARD
            -A FORWARD -i eth7 -j DROP
            -A CONTAINERNET-FORWARD -o cn-blue -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
            -A CONTAINERNET-FORWARD -i cn-blue -o cn-blue -j ACCEPT
            -A CONTAINERNET-FORWARD -o cn-blue -m conntrack --ctstate DNAT -j ACCEPT
            -A CONTAINERNET-FORWARD -o cn-blue -j DROP
            -A CONTAINERNET-FORWARD -i cn-blue -j ACCEPT
            *nat
            -A PREROUTING -m addrtype --dst-type LOCAL -m comment --comment ContainerNet -j CONTAINERNET-PUBLISH
            -A OUTPUT -m addrtype --dst-type LOCAL -m comment --comment ContainerNet -j CONTAINERNET-PUBLISH
            -A POSTROUTING -m comment --comment ContainerNet -j CONTAINERNET-POSTROUTING
            -A CONTAINERNET-POSTROUTING -s 172.20.0.0/16 -o cn-blue -m conntrack --ctstate DNAT -j MASQUERADE
            -A CONTAINERNET-POSTROUTING -s 127.0.0.0/8 -o cn-blue -j MASQUERADE
            -A CONTAINERNET-POSTROUTING -s 172.20.0.0/16 ! -o cn-blue -j MASQUERADE
            -A CONTAINERNET-PUBLISH -p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.20.0.2:80
            *raw
            -A PREROUTING -m comment --comment ContainerNet -j CONTAINERNET-RAW
            -A CONTAINERNET-RAW -d 127.0.0.0/8 ! -i lo -j DROP
            """, Rules("iptables"));
    }

    [Fact]
    public void Every_element_is_read_back_as_it_was_added()
    {
        Add(All);
        Assert.Equal(All, _firewall.Read());
        Assert.Empty(_firewall.Damage());
    }

    [Fact]
    public void A_range_is_one_rule()
    {
        Add(Range, Shifted, Shifted6);
        Assert.Contains("--dport 9000:9099 -j DNAT --to-destination 172.20.0.2\n", Save("iptables"), StringComparison.Ordinal);
        Assert.Contains("--dport 9100:9149 -j DNAT --to-destination 172.20.0.2:100-149/9100\n", Save("iptables"), StringComparison.Ordinal);
        Assert.Contains("-d 2001:db8::1/128 -p tcp -m tcp --dport 9100:9149 -j DNAT --to-destination [fd00:20::2]:100-149/9100\n", Save("ip6tables"), StringComparison.Ordinal);
    }

    [Fact]
    public void Removing_everything_leaves_what_was_there_before()
    {
        Run("iptables", "-A FORWARD -i eth7 -j DROP");
        Run("iptables", "-t nat -N DOCKER");
        Run("ip6tables", "-t nat -N DOCKER");
        string before = Everything();
        Add(All);
        Assert.NotEqual(before, Everything());
        Remove(All);
        Assert.Equal(before, Everything());
        Assert.Empty(_firewall.Read());
        foreach (string program in new[] { "iptables", "ip6tables" }) Assert.DoesNotContain("CONTAINERNET", Save(program), StringComparison.Ordinal);
    }

    [Fact]
    public void To_add_or_remove_twice_is_no_error_and_no_change()
    {
        Add(All);
        string before = Everything();
        Assert.Empty(_firewall.Describe(new FirewallChange(All, [])));
        Add(All);
        Remove(Port(9, "172.20.0.2"), Web with { ContainerPort = 81 }, Mapped with { ContainerAddress = IPAddress.Parse("172.20.0.8") });
        Assert.Equal(before, Everything());
        Remove(All);
        Remove(All);
        Assert.Empty(_firewall.Read());
    }

    [Fact]
    public void A_host_port_that_maps_elsewhere_is_refused_and_nothing_of_the_change_is_made()
    {
        Add(Blue, Web, Range);
        string before = Everything();
        foreach (PublishedPort taken in new[] { Web with { ContainerPort = 81 }, Port(9050, "172.20.0.3"), Range with { Count = 50 }, Range with { HostPort = 8950 } })
        {
            var error = Assert.Throws<ContainerNetException>(() => Add(Closed, taken));
            Assert.Equal(("HostPortInUse", ErrorKind.InUse), (error.ErrorId, error.Kind));
        }
        Assert.Equal("FirewallNetworkExists", Assert.Throws<ContainerNetException>(() => Add(Blue with { Internal = true })).ErrorId);
        Assert.Equal(before, Everything());
        Add(Port(8950, "172.20.0.3") with { Count = 50 }, Range with { Protocol = TransportProtocol.Udp }, Range with { HostAddress = IPAddress.Loopback });
    }

    [Fact]
    public void A_host_address_maps_to_one_container()
    {
        Add(Mapped);
        MappedAddress moved = Mapped with { ContainerAddress = IPAddress.Parse("172.20.0.8") };
        Assert.Equal("HostAddressInUse", Assert.Throws<ContainerNetException>(() => Add(moved)).ErrorId);
        _firewall.Apply(new FirewallChange([moved], [Mapped]));
        Assert.Equal([moved], _firewall.Read());
    }

    [Fact]
    public void A_host_port_moves_to_another_container_in_one_change()
    {
        Add(Blue, Web);
        PublishedPort moved = Web with { ContainerAddress = IPAddress.Parse("172.20.0.7") };
        _firewall.Apply(new FirewallChange([moved], [Web]));
        Assert.Equal([Blue, moved], _firewall.Read());
    }

    [Fact]
    public void A_change_that_one_family_refuses_is_taken_back_in_the_others()
    {
        Add(Blue, Web);
        string before = Rules("iptables");
        var broken = new IptablesFirewall(program =>
        {
            string[] more = program.FileName == "ip6tables-restore" ? ["--no-such-option"] : [];
            return _kind.StartIn(_host)(program with { Arguments = [.. program.Arguments, .. more] });
        });
        var error = Assert.Throws<ContainerNetException>(() => broken.Apply(new FirewallChange([Closed, Local, Mapped, Web6], [Web])));
        Assert.Equal("IptablesRefused", error.ErrorId);
        Assert.Contains("no-such-option", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, Rules("iptables"));
    }

    [Theory]
    [InlineData("iptables", "-D FORWARD 1", "iptables -t filter: FORWARD lacks the rule -m comment --comment ContainerNet -j CONTAINERNET-FORWARD")]
    [InlineData("iptables", "-I FORWARD 1 -j ACCEPT", "iptables -t filter: FORWARD has other rules before the jump to ContainerNet's chain.")]
    [InlineData("iptables", "-D CONTAINERNET-FORWARD -o cn-blue -j DROP", "iptables -t filter: CONTAINERNET-FORWARD lacks the rule -o cn-blue -j DROP")]
    [InlineData("iptables", "-I CONTAINERNET-FORWARD 1 -j ACCEPT", "iptables -t filter: CONTAINERNET-FORWARD has an unexpected rule: -j ACCEPT")]
    [InlineData("iptables", "-t raw -F", "iptables -t raw: CONTAINERNET-RAW lacks the rule -d 127.0.0.0/8 ! -i lo -j DROP")]
    [InlineData("ip6tables", "-t nat -N CONTAINERNET-MINE", "ip6tables -t nat: CONTAINERNET-MINE was added by another program.")]
    [InlineData("iptables", "-t raw -D CONTAINERNET-RAW -i cn-closed -j MARK --set-xmark 0x1000/0x1000", "iptables -t raw: CONTAINERNET-RAW lacks the rule -i cn-closed -j MARK --set-xmark 0x1000/0x1000")]
    public void Damage_is_named_and_rebuilt(string program, string command, string expected)
    {
        Add(All);
        string sound = Everything();
        Run(program, command);
        Assert.Contains(expected, _firewall.Damage());
        _firewall.Rebuild(All);
        Assert.Empty(_firewall.Damage());
        Run("iptables", "-D FORWARD -j ACCEPT", mayFail: true);
        Assert.Equal(sound, Everything());
    }

    [Fact]
    public void Whatever_is_left_of_the_rules_they_are_rebuilt()
    {
        Add(All);
        string sound = Everything();
        foreach (string table in new[] { "nat", "filter", "raw" }) Run("iptables", $"-t {table} -F");
        Assert.NotEmpty(_firewall.Damage());
        _firewall.Rebuild(All);
        Assert.Equal(sound, Everything());
        _firewall.Rebuild([]);
        Assert.Equal("", _firewall.List());
    }

    [Fact]
    public void The_commands_described_do_the_same_when_run_by_hand()
    {
        foreach (FirewallChange change in new FirewallChange[] { new(All, []), new([Port(1, "172.20.0.2"), Port(2, "fd00:20::2")], [Web, Closed, Web6]), new([], [Blue, Blue6]) })
        {
            string before = Everything();
            string script = string.Join('\n', _firewall.Describe(change));
            Assert.Equal(before, Everything());
            IReadOnlyList<FirewallElement> held = _firewall.Read();
            _firewall.Apply(change);
            string applied = Everything();
            _firewall.Rebuild(held);
            Shell(script);
            Assert.Equal(applied, Everything());
        }
    }

    [Fact]
    public void The_listing_is_what_iptables_save_says_of_our_chains()
    {
        Add(All);
        Run("iptables", "-A FORWARD -i eth7 -j DROP");
        string[] listed = [.. _firewall.List().Split('\n').Where(line => line.StartsWith("-A", StringComparison.Ordinal)).Order()];
        string[] saved = [.. Everything().Split('\n').Where(line => line.StartsWith("-A", StringComparison.Ordinal) && !line.Contains("eth7", StringComparison.Ordinal)).Order()];
        Assert.Equal(saved, listed);
    }

    [Fact]
    public void A_thousand_ports_come_and_go_in_one_change()
    {
        PublishedPort[] ports = [.. Enumerable.Range(20_000, 1000).Select(p => Port((ushort)p, "172.20.0.2"))];
        Add([Blue, .. ports]);
        Assert.Equal([Blue, .. ports], _firewall.Read());
        Remove(ports);
        Assert.Equal([Blue], _firewall.Read());
    }

    [Fact]
    public void What_iptables_cannot_hold_is_refused_before_anything_is_made()
    {
        string before = Everything();
        Refused("InvalidPort", Web with { HostPort = 0 });
        Refused("InvalidPort", Web with { ContainerPort = 0 });
        Refused("InvalidPort", Range with { Count = 0 });
        Refused("InvalidPort", Range with { HostPort = 65_500 });
        Refused("InvalidPort", Range with { ContainerPort = 65_500 });
        Refused("InvalidProtocol", Web with { Protocol = (TransportProtocol)1 });
        Refused("AddressFamilyMismatch", Web with { HostAddress = IPAddress.IPv6Any });
        Refused("AddressFamilyMismatch", Mapped with { HostAddress = IPAddress.IPv6Loopback });
        Refused("InvalidHostAddress", Mapped with { HostAddress = IPAddress.Any });
        Refused("AddressFamilyMismatch", Blue with { SnatAddress = IPAddress.IPv6Loopback });
        foreach (string name in new[] { "", "a-name-of-16-byt", "br+", "-o", "a\"b", "[a]" })
        {
            Refused("InvalidInterfaceName", Blue with { Bridge = name });
        }
        Assert.Equal(before, Everything());
    }

    [Fact]
    public void Every_address_of_the_host_is_null_and_a_source_address_masquerades()
    {
        Add(Web with { HostAddress = IPAddress.Any }, Web6 with { HostAddress = IPAddress.IPv6Any }, Blue6 with { Masquerade = false });
        Assert.Equal([Web, Blue6, Web6], _firewall.Read());
    }

    [Fact]
    public void A_missing_program_is_named_with_the_package_that_has_it()
    {
        IptablesFirewall Without(string missing) => new(program =>
            program.FileName.StartsWith(missing, StringComparison.Ordinal) ? ChildProcess.Start(program with { FileName = "no-such-" + program.FileName }) : _kind.StartIn(_host)(program));
        var error = Assert.Throws<ContainerNetException>(() => Without("iptables").Read());
        Assert.Equal((ErrorKind.Unsupported, "IptablesMissing"), (error.Kind, error.ErrorId));
        Assert.Equal("iptables-save is not installed. Install it with: apt-get install iptables", error.Message);
    }

    [Fact]
    public void A_command_that_is_refused_is_named()
    {
        Func<ChildProcessOptions, ChildProcess> start = _kind.StartIn(_host);
        var raced = new IptablesFirewall(program =>
        {
            if (program.FileName == "iptables-restore") Run("iptables", "-t nat -N CONTAINERNET-PUBLISH", mayFail: true);
            return start(program);
        });
        var error = Assert.Throws<ContainerNetException>(() => raced.Apply(new FirewallChange([Web], [])));
        Assert.EndsWith("(-N CONTAINERNET-PUBLISH)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_programs_run_in_the_namespace_of_the_host()
    {
        using var host = new TestHost();
        var firewall = new IptablesFirewall(program =>
            host.Net.Context.Namespaces.Run(NamespaceReference.Host, () => ChildProcess.Start(program with { FileName = _kind.Program(program.FileName) })));
        firewall.Rebuild([Blue, Web]);
        Assert.Equal([Blue, Web], firewall.Read());
        Assert.Empty(_firewall.Read());
        Assert.Contains("CONTAINERNET-PUBLISH", Tool.Run("nsenter", ["--net=" + host.Options.NamespacePath, _kind.Program("iptables-save")]), StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _host.Dispose();
        GC.SuppressFinalize(this);
    }

    private static PublishedPort Port(ushort port, string container) => new(TransportProtocol.Tcp, IPAddress.Parse(container).AddressFamily.Unspecified(), port, IPAddress.Parse(container), 80);

    private void Add(params FirewallElement[] elements) => _firewall.Apply(new FirewallChange(elements, []));

    private void Remove(params FirewallElement[] elements) => _firewall.Apply(new FirewallChange([], elements));

    private void Refused(string errorId, FirewallElement element)
    {
        var error = Assert.Throws<ContainerNetException>(() => Add(Web, element));
        Assert.Equal((errorId, ErrorKind.InvalidArgument), (error.ErrorId, error.Kind));
    }

    private void Run(string program, string arguments, bool mayFail = false)
    {
        (int exitCode, _, string error) = Tool.Try("ip", ["netns", "exec", _host.Name, _kind.Program(program), .. arguments.Split(' ')]);
        Assert.True(mayFail || exitCode == 0, error);
    }

    // The same commands in a shell, with the programs of this kind.
    private void Shell(string script)
    {
        string kind = string.Concat(new[] { "iptables", "ip6tables" }.Select(name => $"{name}() {{ command {_kind.Program(name)} \"$@\"; }}\n"));
        Tool.Run("ip", ["netns", "exec", _host.Name, "sh", "-euc", kind + script]);
    }

    private string Save(string program) => Tool.Run("ip", ["netns", "exec", _host.Name, _kind.Program($"{program}-save")]);

    // The rules by table, those of others before ours. The tables come in an order of the kernel's, and some are made by looking at them.
    private string Rules(string program)
    {
        var lines = new List<string>();
        foreach (string[] table in Save(program).Split('*')[1..].Select(table => table.Split('\n')).OrderBy(table => table[0], StringComparer.Ordinal))
        {
            string[] rules = [.. table.Where(line => line.StartsWith("-A", StringComparison.Ordinal)).OrderBy(line => line.StartsWith("-A CONTAINERNET", StringComparison.Ordinal))];
            if (rules.Length > 0) lines.AddRange(["*" + table[0], .. rules]);
        }
        return string.Join('\n', lines);
    }

    private string Everything() => string.Join('\n', new[] { "iptables", "ip6tables" }.Select(Rules));
}

/// <summary>With the iptables that the host has.</summary>
public sealed class IptablesDefaultFirewallTests() : IptablesFirewallTests(IptablesKind.Default);

/// <summary>With the legacy iptables.</summary>
public sealed class IptablesLegacyFirewallTests() : IptablesFirewallTests(IptablesKind.Legacy);
