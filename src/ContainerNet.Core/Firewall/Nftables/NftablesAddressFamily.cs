using System.Net;
using System.Net.Sockets;
using ContainerNet.Netlink.Netfilter;
using ContainerNet.Netlink.Nftables;
using ContainerNet.Netlink.Nftables.Expressions;
using ContainerNet.Netlink.Nftables.Values;
using static ContainerNet.Firewall.Nftables.NftablesExpressions;

namespace ContainerNet.Firewall.Nftables;

/// <summary>
/// The sets and rules that the table has once for IPv4 and once for IPv6. What holds IPv4 addresses has the plain name,
/// its twin a 6 at the end.
/// </summary>
internal sealed class NftablesAddressFamily
{
    public static readonly NftablesAddressFamily IPv4 = new(NftFamily.IPv4, NftDataType.Ipv4Addr, "", sourceOffset: 12, destinationOffset: 16);

    public static readonly NftablesAddressFamily IPv6 = new(NftFamily.IPv6, NftDataType.Ipv6Addr, "6", sourceOffset: 8, destinationOffset: 24);

    public static readonly NftablesAddressFamily[] Both = [IPv4, IPv6];

    private const uint DestinationPortOffset = 2;

    private readonly NftFamily _family;
    private readonly uint _sourceOffset;
    private readonly uint _destinationOffset;
    private readonly uint _length;
    private readonly string _suffix;

    /// <summary>The address that means all of them.</summary>
    public IPAddress AllAddresses => this == IPv6 ? IPAddress.IPv6Any : IPAddress.Any;

    private NftablesAddressFamily(NftFamily family, NftDataType address, string suffix, uint sourceOffset, uint destinationOffset)
    {
        _family = family;
        _suffix = suffix;
        _sourceOffset = sourceOffset;
        _destinationOffset = destinationOffset;
        _length = (uint)address.Length;
        NftDataType port = NftDataType.Concatenate(NftDataType.InetProto, NftDataType.InetService);
        NftDataType portOfAddress = NftDataType.Concatenate(NftDataType.InetProto, address, NftDataType.InetService);
        NftDataType target = NftDataType.Concatenate(address, NftDataType.InetService);
        Networks = Intervals("networks", address);
        Masqueraded = Set("masqueraded", NftDataType.InterfaceName);
        SourceAddresses = Set("source_addresses", NftDataType.InterfaceName) with { DataType = address };
        Published = Set("published", port) with { DataType = target };
        PublishedByAddress = Set("published_by_address", portOfAddress) with { DataType = target };
        PublishedRanges = Intervals("published_ranges", port) with { DataType = address };
        PublishedRangesByAddress = Intervals("published_ranges_by_address", portOfAddress) with { DataType = address };
        Mapped = Set("mapped", address) with { DataType = address };
        MappedSources = Set("mapped_sources", address) with { DataType = address };
        NameServers = Set("name_servers", portOfAddress);
    }

    /// <summary>
    /// Subnets, each with its bridge for a comment. A set of both would be one of concatenated intervals, which the kernel copies
    /// whole for each change, and searches longer.
    /// </summary>
    public NftSet Networks { get; }

    /// <summary>The bridges whose subnets leave with the host's address.</summary>
    public NftSet Masqueraded { get; }

    /// <summary>The bridges whose subnets leave with an address of their own, and that address.</summary>
    public NftSet SourceAddresses { get; }

    /// <summary>Ports published on every address of the host.</summary>
    public NftSet Published { get; }

    /// <summary>Ports published on one address of the host; they go before those on every address.</summary>
    public NftSet PublishedByAddress { get; }

    /// <summary>Ranges of ports that are the container's own numbers, each one element; apart because single ports are found and added faster in a hash.</summary>
    public NftSet PublishedRanges { get; }

    /// <summary>The same on one address of the host.</summary>
    public NftSet PublishedRangesByAddress { get; }

    /// <summary>Addresses of the host that map to a container as a whole.</summary>
    public NftSet Mapped { get; }

    /// <summary>The way back: a container's address, and the one that it leaves with.</summary>
    public NftSet MappedSources { get; }

    /// <summary>Where the host answers for names: addresses of our bridges, each with its bridge for a comment.</summary>
    public NftSet NameServers { get; }

    public NftSet[] Sets
        => [Networks, Masqueraded, SourceAddresses, Published, PublishedByAddress, PublishedRanges, PublishedRangesByAddress, Mapped, MappedSources, NameServers];

    /// <summary>The four maps that hold ports.</summary>
    public NftSet[] PortMaps => [PublishedByAddress, PublishedRangesByAddress, Published, PublishedRanges];

    public static NftablesAddressFamily Of(IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6 ? IPv6 : IPv4;

    /// <summary>Reads an address of the family.</summary>
    public IPAddress Address(ref NftKeyReader reader) => _family == NftFamily.IPv4 ? reader.IPv4() : reader.IPv6();

    /// <summary>Reads a value that is one address of the family; null where it is not.</summary>
    public IPAddress? Address(NftValue value) => value.Length == _length ? new IPAddress(value.Span) : null;

    /// <summary>The target of a packet to an address of the host: an entry for the address precedes one for every address, and a port precedes the whole address.</summary>
    public IEnumerable<NftablesRule> PublishRules(string chain)
    {
        yield return Rule(chain, $"dnat {Ip} to meta l4proto . {Ip} daddr . th dport map @{PublishedByAddress.Name}",
            [.. OfFamily, Protocol, Destination(NftRegister.Word1), Port(AfterWord1), .. DnatToPort(PublishedByAddress)]);
        yield return Rule(chain, $"dnat {Ip} to meta l4proto . {Ip} daddr . th dport map @{PublishedRangesByAddress.Name}",
            [.. OfFamily, Protocol, Destination(NftRegister.Word1), Port(AfterWord1), .. DnatToAddress(PublishedRangesByAddress)]);
        yield return Rule(chain, $"dnat {Ip} to {Ip} daddr map @{Mapped.Name}",
            [.. OfFamily, Destination(NftRegister.R1), .. DnatToAddress(Mapped)]);
        yield return Rule(chain, $"dnat {Ip} to meta l4proto . th dport map @{Published.Name}",
            [Protocol, Port(NftRegister.Word1), .. DnatToPort(Published)]);
        yield return Rule(chain, $"dnat {Ip} to meta l4proto . th dport map @{PublishedRanges.Name}",
            [Protocol, Port(NftRegister.Word1), .. DnatToAddress(PublishedRanges)]);
    }

    /// <summary>A question to the name server, by the bridge whose address it is: no published port takes it.</summary>
    public NftablesRule AskRule(string chain)
        => Rule(chain, $"meta l4proto . {Ip} daddr . th dport @{NameServers.Name} fib daddr . iif type local accept",
            [.. ToNameServer, .. AddressOfInputInterface, Is(NftValue.Host(NftFib.Local)), Verdict(NftVerdict.Accept)]);

    /// <summary>A question to the name server from anywhere else: another network's endpoint, the LAN. The host itself may ask.</summary>
    public NftablesRule AskedFromElsewhereRule(string chain)
        => Rule(chain, $"meta l4proto . {Ip} daddr . th dport @{NameServers.Name} iifname != \"lo\" fib daddr . iif type != local drop",
            [.. ToNameServer, From(NftRegister.R1), IsNot(InterfaceName("lo")), .. AddressOfInputInterface, IsNot(NftValue.Host(NftFib.Local)), Verdict(NftVerdict.Drop)]);

    /// <summary>Packets that come from one of our bridges and do not go back to it: with an address mapped to the container, with its network's, with the host's.</summary>
    public IEnumerable<NftablesRule> LeavingRules(string chain)
    {
        yield return Rule(chain, $"snat {Ip} to {Ip} saddr map @{MappedSources.Name}",
            [.. OfFamily, Source, .. SnatTo(MappedSources)]);
        yield return Rule(chain, $"{Ip} saddr @{Networks.Name} snat {Ip} to iifname map @{SourceAddresses.Name}",
            [.. OfFamily, Source, In(Networks), From(NftRegister.R1), .. SnatTo(SourceAddresses)]);
        yield return Rule(chain, $"{Ip} saddr @{Networks.Name} iifname @{Masqueraded.Name} masquerade",
            [.. OfFamily, Source, In(Networks), From(NftRegister.R1), In(Masqueraded), new NftMasquerade()]);
    }

    /// <summary>
    /// A container that calls a port published by its own network: the answer has to come back through the host. Where bridges
    /// pass IP's hooks (br_netfilter) there is no interface that the packet came in by.
    /// </summary>
    public NftablesRule HairpinRule(string chain, NftSet bridges)
        => Rule(chain, $"{Ip} saddr @{Networks.Name} oifname @{bridges.Name} ct status dnat masquerade",
            [.. OfFamily, Source, In(Networks), To(NftRegister.R1), In(bridges), .. WasDnated, new NftMasquerade()]);

    private string Ip => _family.ToNftName();

    private NftExpression[] ToNameServer => [.. OfFamily, Protocol, Destination(NftRegister.Word1), Port(AfterWord1), In(NameServers)];

    // Whose address the destination is, where only addresses of the interface that the packet came in by count.
    private static NftExpression[] AddressOfInputInterface => [new NftFib(NftFibFlags.DestinationAddress | NftFibFlags.InputInterface, NftFibResult.AddressType)];

    private NftExpression[] OfFamily => Family(_family);

    private NftPayload Source => new(NftPayloadBase.Network, _sourceOffset, _length);

    // A register of 16 bytes is named as a whole where one begins, as the kernel tells it.
    private NftRegister BehindAddress => _family == NftFamily.IPv4 ? NftRegister.Word1 : NftRegister.R2;

    private NftRegister AfterWord1 => _family == NftFamily.IPv4 ? NftRegister.Word2 : NftRegister.Word5;

    private NftPayload Destination(NftRegister register) => new(NftPayloadBase.Network, _destinationOffset, _length, register);

    private static NftPayload Port(NftRegister register) => new(NftPayloadBase.Transport, DestinationPortOffset, 2, register);

    private NftExpression[] DnatToPort(NftSet map)
        => [Translation(map), new NftNat(NftNatType.Destination, _family, NftRegister.R1, BehindAddress)];

    private NftExpression[] DnatToAddress(NftSet map) => [Translation(map), new NftNat(NftNatType.Destination, _family, NftRegister.R1)];

    private NftExpression[] SnatTo(NftSet map) => [Translation(map), new NftNat(NftNatType.Source, _family, NftRegister.R1)];

    private static NftLookup Translation(NftSet map) => new(map.Name, NftRegister.R1, NftRegister.R1);

    private NftSet Intervals(string name, NftDataType key) => Set(name, key) with { Flags = NftSetFlags.Interval };

    private NftSet Set(string name, NftDataType key) => new(NftFamily.Inet, NftablesTable.Name, name + _suffix, key);

    private static NftablesRule Rule(string chain, string text, NftExpression[] expressions) => NftablesTable.Rule(chain, text, [.. expressions]);
}
