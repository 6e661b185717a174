using System.Net;
using ContainerNet.Netlink;
using ContainerNet.Netlink.Netfilter;
using ContainerNet.Netlink.Nftables;
using ContainerNet.Netlink.Nftables.Expressions;
using ContainerNet.Netlink.Nftables.Values;
using Xunit;

namespace ContainerNet.Tests.Netlink.Nftables;

public class NftCodecTests
{
    private static readonly NftTable Table = new(NftFamily.Inet, "containernet");

    public static TheoryData<string, int> References()
    {
        var data = new TheoryData<string, int>();
        for (int i = 0; i < NftReference.ContainerNet.Length; i++) data.Add(nameof(NftReference.ContainerNet), i);
        for (int i = 0; i < NftReference.Mixed.Length; i++) data.Add(nameof(NftReference.Mixed), i);
        return data;
    }

    [Theory]
    [MemberData(nameof(References))]
    public void What_nft_sends_is_the_same_after_it_was_read_and_written(string list, int index)
    {
        (ushort type, string hex) = (list == nameof(NftReference.Mixed) ? NftReference.Mixed : NftReference.ContainerNet)[index];
        byte[] sent = Convert.FromHexString(hex);
        byte[] rewritten = WireBytes.Rewrite(type, sent);
        if (type != NftMessage.NewElement)
        {
            Assert.Equal(hex, WireBytes.Hex(rewritten));
            return;
        }
        // nft numbers the entries of the list, where the kernel's header has them all be NFTA_LIST_ELEM.
        Assert.Equal(sent.Length, rewritten.Length);
        Assert.Equal(NftElementList.Read(WireBytes.Message(type, sent)).Elements, NftElementList.Read(WireBytes.Message(type, rewritten)).Elements);
    }

    [Fact]
    public void A_table_and_its_chains_are_as_nft_writes_them()
    {
        Assert.Equal(Reference(NftMessage.NewTable, "containernet"), Written(NftMessage.NewTable, Table.Write));
        Assert.Equal(Reference(NftMessage.NewChain, "raw_prerouting"), Written(NftMessage.NewChain, Chain("raw_prerouting", "filter", NftHookNumber.PreRouting, -300).Write));
        Assert.Equal(Reference(NftMessage.NewChain, "forward"), Written(NftMessage.NewChain, Chain("forward", "filter", NftHookNumber.Forward, 0).Write));
        Assert.Equal(Reference(NftMessage.NewChain, "postrouting"), Written(NftMessage.NewChain, Chain("postrouting", "nat", NftHookNumber.PostRouting, 100).Write));
        Assert.Equal(Reference(NftMessage.NewChain, "publish"), Written(NftMessage.NewChain, new NftChain(NftFamily.Inet, "containernet", "publish").Write));
    }

    [Fact]
    public void A_set_of_one_field_is_as_nft_writes_it()
    {
        NftSet set = Set("bridges", NftDataType.InterfaceName);
        Assert.Equal(Reference(NftMessage.NewSet, "bridges"), Written(NftMessage.NewSet, w => set.Write(w, 1)));
    }

    [Fact]
    public void Concatenated_sets_and_maps_are_as_nft_writes_them_but_for_its_note_of_how_the_type_was_spelt()
    {
        NftSet networks = Set("networks", NftDataType.Concatenate(NftDataType.Ipv4Addr, NftDataType.InterfaceName)) with { Flags = NftSetFlags.Interval };
        AssertPrefix(Reference(NftMessage.NewSet, "networks"), Written(NftMessage.NewSet, w => networks.Write(w, 3)));

        NftSet published = Set("published_by_address", NftDataType.Concatenate(NftDataType.InetProto, NftDataType.Ipv4Addr, NftDataType.InetService)) with
        {
            DataType = NftDataType.Concatenate(NftDataType.Ipv4Addr, NftDataType.InetService),
        };
        AssertPrefix(Reference(NftMessage.NewSet, "published_by_address"), Written(NftMessage.NewSet, w => published.Write(w, 6)));

        // The note is the last attribute, and of another length; the four bytes of its header are left out with it.
        static void AssertPrefix(string expected, string actual)
        {
            int note = actual.LastIndexOf("0d00000400000000", StringComparison.Ordinal) - 4;
            Assert.Equal(expected[..note], actual[..note]);
            Assert.Equal(expected[(note + 4)..(note + 20)], actual[(note + 4)..(note + 20)]);
        }
    }

    [Fact]
    public void A_map_element_is_as_nft_writes_it()
    {
        Span<byte> buffer = stackalloc byte[NftKeyBuilder.MaxLength];
        var key = new NftKeyBuilder(buffer);
        key.Byte(6);
        key.Address(IPAddress.Loopback);
        key.Port(8080);
        NftValue from = key.Value;
        var data = new NftKeyBuilder(buffer);
        data.Address(IPAddress.Parse("172.20.0.2"));
        data.Port(80);
        var element = new NftElement(from, data.Value);
        NftSet set = Set("published_by_address", NftDataType.From(0xc1cd, 12));
        string reference = Reference(NftMessage.NewElement, "published_by_address");
        string written = Written(NftMessage.NewElement, w => NftElementList.Write(w, set, [element]));
        // nft names the set by its number in the batch as well, which is only needed for a set without a name.
        Assert.Equal(reference.Replace("0800040000000006", "", StringComparison.Ordinal), written);
    }

    [Fact]
    public void A_rule_is_as_nft_writes_it()
    {
        var rule = new NftRule(NftFamily.Inet, "containernet", "publish",
        [
            new NftMeta(NftMetaKey.L4Proto),
            new NftPayload(NftPayloadBase.Transport, 2, 2, NftRegister.Word1),
            new NftLookup("published", NftRegister.R1, NftRegister.R1) { SetId = 5 },
            new NftNat(NftNatType.Destination, NftFamily.IPv4, NftRegister.R1, NftRegister.Word1),
        ]);
        string[] references = [.. NftReference.ContainerNet.Where(r => r.Type == NftMessage.NewRule).Select(r => r.Hex)];
        Assert.Equal(references[1], Written(NftMessage.NewRule, rule.Write));
    }

    [Fact]
    public void Types_have_the_numbers_that_nft_gives_them()
    {
        NftDataType type = NftDataType.Concatenate(NftDataType.InetProto, NftDataType.Ipv4Addr, NftDataType.InetService);
        Assert.Equal(0xc1cdu, type.Id);
        Assert.Equal(12, type.Length);
        NftDataType back = NftDataType.From(0xc1cd, 12);
        Assert.Equal("inet_proto . ipv4_addr . inet_service", back.Name);
        Assert.Equal(3, back.Fields.Length);
        Assert.Equal("verdict", NftDataType.From(0xffffff00, 16).Name);
        Assert.Equal("61", NftDataType.From(61, 4).Name);
        Assert.Equal(7, NftDataType.From(7, 7).Length);
    }

    [Fact]
    public void A_range_ends_with_the_first_key_after_it_unless_there_is_no_such_key()
    {
        NftElement[] some = NftInterval.Split([Range("10.0.0.0", "10.255.255.255")]);
        Assert.Equal([Address("10.0.0.0"), Address("11.0.0.0")], some.Select(e => e.Key));
        Assert.Equal([NftElementFlags.None, NftElementFlags.IntervalEnd], some.Select(e => e.Flags));
        Assert.Single(NftInterval.Split([Range("224.0.0.0", "255.255.255.255")]));
    }

    [Fact]
    public void Elements_are_cut_into_messages_that_their_headers_can_measure()
    {
        NftElement[] elements = [.. Enumerable.Range(0, 10_000).Select(i => new NftElement(NftValue.Host((uint)i), NftValue.Host((uint)i)) { Timeout = TimeSpan.FromHours(1) })];
        var batch = new NftBatch();
        batch.Add(Set("s", NftDataType.Mark), elements);
        Assert.InRange(batch.Count, 7, 20);
        using var writer = new NetlinkWriter();
        batch.Write(writer, null);
        var read = new List<NftElement>();
        foreach (NetlinkMessage message in new MessageReader(writer.Written))
        {
            if (message.Type != NftMessage.NewElement) continue;
            Assert.InRange(message.Payload.Length, 1, ushort.MaxValue);
            read.AddRange(NftElementList.Read(message).Elements);
        }
        Assert.Equal(elements, read);
    }

    [Fact]
    public void The_length_that_elements_are_cut_by_is_the_length_they_are_written_with()
    {
        foreach ((ushort type, string hex) in NftReference.Mixed.Where(r => r.Type == NftMessage.NewElement))
        {
            foreach (NftElement element in NftElementList.Read(WireBytes.Message(type, Convert.FromHexString(hex))).Elements)
            {
                using var writer = new NetlinkWriter();
                element.Write(writer, 1);
                Assert.Equal(writer.Length, element.EncodedLength);
            }
        }
    }

    [Fact]
    public void A_batch_is_one_transaction_of_its_generation_and_only_its_last_change_is_answered()
    {
        var batch = new NftBatch();
        batch.Add(Table);
        batch.Delete(Table);
        using var writer = new NetlinkWriter();
        batch.Write(writer, 0x01020304);
        var seen = new List<(ushort, MessageFlags, string)>();
        foreach (NetlinkMessage message in new MessageReader(writer.Written)) seen.Add((message.Type, message.Flags, Convert.ToHexStringLower(message.Payload[..4])));
        Assert.Equal(
        [
            (NftMessage.BatchBegin, MessageFlags.Request, "0000000a"),
            (NftMessage.NewTable, MessageFlags.Request | MessageFlags.Create, "01000000"),
            (NftMessage.DeleteTable, MessageFlags.Request | MessageFlags.Ack, "01000000"),
            (NftMessage.BatchEnd, MessageFlags.Request, "0000000a"),
        ], seen);
        Assert.Equal("0800010001020304", Convert.ToHexStringLower(writer.Written[20..28]));
    }

    [Fact]
    public void What_is_encoded_once_is_written_as_what_it_was_made_of()
    {
        var batch = new NftBatch();
        batch.Add(Table);
        batch.Add(Set("s", NftDataType.Mark));
        batch.Add(Chain("c", "filter", NftHookNumber.Input, 0));
        batch.Add(Set("s", NftDataType.Mark), [new NftElement(NftValue.Host(1))]);
        NftBatch encoded = batch.Encode();
        var queued = new NftBatch();
        queued.Add(encoded);
        using NetlinkWriter written = new(), again = new();
        batch.Write(written, 1);
        queued.Write(again, 1);
        Assert.Equal(written.Written, again.Written);
    }

    private static NftChain Chain(string name, string type, NftHookNumber hook, int priority)
        => new(NftFamily.Inet, "containernet", name) { Hook = new NftHook(type, hook, priority) };

    private static NftSet Set(string name, NftDataType key) => new(NftFamily.Inet, "containernet", name, key);

    private static NftElement Range(string first, string last) => new(Address(first)) { KeyEnd = Address(last) };

    private static NftValue Address(string text) => new(IPAddress.Parse(text).GetAddressBytes());

    private static string Reference(ushort type, string name)
    {
        string text = Convert.ToHexStringLower(System.Text.Encoding.ASCII.GetBytes(name + "\0"));
        return NftReference.ContainerNet.First(r => r.Type == type && r.Hex.Contains(text, StringComparison.Ordinal)).Hex;
    }

    private static string Written(ushort type, Action<NetlinkWriter> write)
        => WireBytes.Hex(WireBytes.Write(type, NftFamily.Inet, write));
}
