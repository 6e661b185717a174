using System.Net;
using ContainerNet.Netlink;
using ContainerNet.Netlink.Netfilter;
using ContainerNet.Netlink.Nftables;
using ContainerNet.Netlink.Nftables.Expressions;
using ContainerNet.Netlink.Nftables.Values;
using ContainerNet.Tests.Firewall;
using Xunit;

namespace ContainerNet.Tests.Netlink.Nftables;

/// <summary>The kernel takes what is written, and nft lists it as if it had made it.</summary>
public sealed class NftKernelTests : IDisposable
{
    private const string Rules = """
        table ip t {
        	set i {
        		type ipv4_addr
        		flags interval
        		elements = { 10.0.0.0/8, 192.168.1.5,
        			     224.0.0.0/3 }
        	}

        	set limited {
        		type inet_service
        		size 100
        		timeout 1h
        	}

        	set noted {
        		type inet_service
        		comment "hello"
        		elements = { 22 comment "ssh" }
        	}

        	map v {
        		type ifname : verdict
        		elements = { "a" : accept, "b" : jump c }
        	}

        	map range {
        		type inet_proto . inet_service : ipv4_addr . inet_service
        		flags interval
        		elements = { tcp . 8000-8010 : 10.0.0.1 . 80 }
        	}

        	chain c {
        	}

        	chain d {
        		type nat hook postrouting priority srcnat; policy drop;
        		counter packets 0 bytes 0 meta mark set 0x00000005 tcp dport != 10-20 snat to 1.2.3.4:5-9 comment "x"
        		meta l4proto tcp masquerade to :1000-2000 random
        		ct original saddr 10.0.0.0/9 iifname vmap @v
        		limit rate 10/second burst 7 packets log prefix "hi"
        		tcp sport set 5
        		ip saddr @i return
        	}

        	chain e {
        		type filter hook prerouting priority raw - 5; policy accept;
        		fib daddr type local accept
        	}
        }

        """;

    private readonly TestNamespace _place = new();
    private readonly NetlinkSocket _socket;

    public NftKernelTests() => _socket = Open(_place);

    [Fact]
    public void Rules_that_nft_made_are_the_same_when_they_are_read_and_made_elsewhere()
    {
        _place.Exec("nft", "-f -", Rules);
        string listed = _place.Exec("nft", "list ruleset");
        var copy = new NftBatch();
        foreach (NftTable table in NftDump.Tables(_socket)) copy.Add(table);
        List<NftSet> sets = NftDump.Sets(_socket);
        foreach (NftSet set in sets) copy.Add(set);
        foreach (NftChain chain in NftDump.Chains(_socket)) copy.Add(chain);
        foreach (NftSet set in sets) copy.Add(set, [.. NftDump.Elements(_socket, set)]);
        foreach (NftRule rule in NftDump.Rules(_socket)) copy.Add(rule);

        using var elsewhere = new TestNamespace();
        using NetlinkSocket socket = Open(elsewhere);
        Assert.True(copy.TryCommit(socket, NftDump.Generation(socket)));
        Assert.Equal(listed, elsewhere.Exec("nft", "list ruleset"));
    }

    [Fact]
    public void What_was_written_is_what_is_read()
    {
        var table = new NftTable(NftFamily.Inet, "t");
        var chain = new NftChain(NftFamily.Inet, "t", "c") { Hook = new NftHook("filter", NftHookNumber.Forward, -7, NftPolicy.Accept) };
        var set = new NftSet(NftFamily.Inet, "t", "s", NftDataType.Concatenate(NftDataType.Ipv4Addr, NftDataType.InetService)) { Flags = NftSetFlags.Interval };
        var element = new NftElement(Key("10.0.0.0", 1)) { KeyEnd = Key("10.0.0.255", 99) };
        var rule = new NftRule(NftFamily.Inet, "t", "c",
        [
            new NftMeta(NftMetaKey.NfProto),
            new NftCompare(NftCompareOperator.Equal, NftValue.Of(2)),
            new NftPayload(NftPayloadBase.Network, 12, 4),
            new NftPayload(NftPayloadBase.Transport, 2, 2, NftRegister.Word1),
            new NftLookup("s", Inverted: true),
            new NftFib(NftFibFlags.SourceAddress, NftFibResult.AddressType),
            new NftCompare(NftCompareOperator.Equal, NftValue.Host(NftFib.Local)),
            new NftConntrack(NftConntrackKey.State),
            NftBitwise.And((uint)ConntrackState.New),
            new NftCompare(NftCompareOperator.NotEqual, NftValue.Host(0)),
            new NftMeta(NftMetaKey.Mark),
            new NftRange(NftValue.Host(1), NftValue.Host(2), Inverted: true),
            new NftCounter(3, 4),
            new NftImmediate(NftRegister.R1, new NftData(NftValue.Host(9))),
            new NftMeta(NftMetaKey.Mark, null, NftRegister.R1),
            new NftImmediate(NftVerdict.Drop),
        ]);
        var batch = new NftBatch();
        batch.Add(table);
        batch.Add(set);
        batch.Add(chain);
        batch.Add(set, [element]);
        batch.Add(rule);
        Assert.True(batch.TryCommit(_socket, null));

        Assert.Equal("t", Assert.Single(NftDump.Tables(_socket)).Name);
        Assert.Equal(chain.Hook, Assert.Single(NftDump.Chains(_socket)).Hook);
        NftSet readSet = Assert.Single(NftDump.Sets(_socket));
        Assert.Equal(set.KeyType, readSet.KeyType);
        Assert.Equal(NftSetFlags.Interval | NftSetFlags.Concatenation, readSet.Flags);
        Assert.Equal([4, 2], readSet.FieldLengths);
        Assert.Equal([element], NftDump.Elements(_socket, readSet));
        NftRule readRule = Assert.Single(NftDump.Rules(_socket));
        Assert.Equal(rule.Expressions, readRule.Expressions);

        var removal = new NftBatch();
        removal.Delete(readRule);
        removal.Delete(set, [element]);
        removal.Delete(chain);
        removal.Delete(set);
        removal.Delete(table);
        Assert.True(removal.TryCommit(_socket, null));
        Assert.Equal("", _place.Exec("nft", "list ruleset"));
    }

    [Fact]
    public void A_range_in_a_set_of_plain_intervals_is_listed_as_a_range()
    {
        var table = new NftTable(NftFamily.IPv4, "t");
        var set = new NftSet(NftFamily.IPv4, "t", "s", NftDataType.Ipv4Addr) { Flags = NftSetFlags.Interval };
        var batch = new NftBatch();
        batch.Add(table);
        batch.Add(set);
        // The second begins where the first ends, the last one has no end.
        NftElement[] ranges = [Range("10.0.0.0", "10.0.0.255"), Range("10.0.1.0", "10.0.1.255") with { UserData = NftComment.Of("b") }, Range("224.0.0.0", "255.255.255.255")];
        batch.Add(set, ranges);
        Assert.True(batch.TryCommit(_socket, null));
        Assert.Contains("10.0.0.0/24, 10.0.1.0/24 comment \"b\",\n\t\t\t     224.0.0.0/3 }", _place.Exec("nft", "list ruleset"), StringComparison.Ordinal);
        Assert.Equal(ranges, NftDump.Elements(_socket, set));

        var removal = new NftBatch();
        removal.Delete(set, ranges.AsSpan(0, 1));
        Assert.True(removal.TryCommit(_socket, null));
        Assert.Equal(ranges[1..], NftDump.Elements(_socket, set));
    }

    [Fact]
    public void A_batch_for_a_generation_that_has_passed_changes_nothing()
    {
        uint generation = NftDump.Generation(_socket);
        _place.Exec("nft", "add table inet other");
        var batch = new NftBatch();
        batch.Add(new NftTable(NftFamily.Inet, "t"));
        Assert.False(batch.TryCommit(_socket, generation));
        Assert.Single(NftDump.Tables(_socket));
        Assert.True(batch.TryCommit(_socket, NftDump.Generation(_socket)));
        Assert.Equal(2, NftDump.Tables(_socket).Count);
    }

    [Fact]
    public void A_request_that_wants_no_acknowledgement_is_answered_by_its_object_or_by_why_there_is_none()
    {
        _place.Exec("nft", "add table inet there");
        var answered = new List<int>();
        NetlinkException?[] refusals = _socket.Transact(
            writer =>
            {
                foreach (string name in new[] { "there", "missing", "there" })
                {
                    writer.BeginMessage(NftMessage.GetTable, MessageFlags.None, new NetfilterHeader(NftFamily.Inet));
                    writer.String(NftTable.NameAttribute, name);
                    writer.EndMessage();
                }
            },
            (int request, in NetlinkMessage _) => answered.Add(request));
        Assert.Equal([0, 2], answered);
        Assert.Equal([null, Errno.ENOENT, null], refusals.Select(refusal => refusal?.Errno));
        Assert.NotEqual(0u, NftDump.Generation(_socket));
    }

    [Fact]
    public void The_error_names_a_refused_change_and_no_change_of_its_batch_is_made()
    {
        var batch = new NftBatch();
        batch.Add(new NftTable(NftFamily.Inet, "t"));
        batch.Delete(new NftSet(NftFamily.Inet, "t", "missing", NftDataType.Mark));
        batch.Add(new NftTable(NftFamily.Inet, "u"));
        var error = Assert.Throws<NetlinkException>(() => batch.TryCommit(_socket, null));
        Assert.Equal(Errno.ENOENT, error.Errno);
        Assert.Contains("delete set missing", error.Message, StringComparison.Ordinal);
        Assert.Empty(NftDump.Tables(_socket));
    }

    public void Dispose()
    {
        _socket.Dispose();
        _place.Dispose();
    }

    private static NetlinkSocket Open(TestNamespace place) => place.Run(() => NetlinkSocket.Open(NetlinkProtocol.Netfilter));

    private static NftElement Range(string first, string last) => new(Address(first)) { KeyEnd = Address(last) };

    private static NftValue Address(string address) => new(IPAddress.Parse(address).GetAddressBytes());

    private static NftValue Key(string address, ushort port)
    {
        var key = new NftKeyBuilder(stackalloc byte[NftKeyBuilder.MaxLength]);
        key.Address(IPAddress.Parse(address));
        key.Port(port);
        return key.Value;
    }
}
