using System.Net;
using ContainerNet.Netlink.Conntrack;
using ContainerNet.Netlink.Netfilter;
using Xunit;

namespace ContainerNet.Tests.Netlink.Conntrack;

public sealed class ConntrackFuzzTests
{
    // A TCP flow from 192.0.2.2 through 192.0.2.1:8080 to 172.20.0.2:80, with zone 7: both tuples, the id, the zone.
    private static readonly byte[] _flow = Convert.FromHexString("""
        02000000
        34000180 14000180 08000100c0000202 08000200c0000201 1c000280 0500010006000000 060002009c400000 060003001f900000
        34000280 14000180 08000100ac140002 08000200c0000202 1c000280 0500010006000000 0600020000500000 060003009c400000
        08000c0012345678 0600120000070000
        """.ReplaceLineEndings("").Replace(" ", "", StringComparison.Ordinal));

    private static readonly ConntrackFilter _published = new()
    {
        Protocol = TransportProtocol.Tcp,
        OriginalDestination = IPAddress.Parse("192.0.2.1"),
        OriginalDestinationPorts = new PortRange(8000, 100),
        ReplySource = IPAddress.Parse("172.20.0.2"),
        ReplySourcePorts = new PortRange(80),
        Address = IPAddress.Parse("192.0.2.2"),
    };

    [Fact]
    public void A_flow_is_deleted_by_what_the_kernel_named_it_by()
    {
        ConntrackEntry entry = Assert.IsType<ConntrackEntry>(Read(_flow, _published));
        Assert.Equal((NftFamily.IPv4, 0x12345678u, (ushort)7), (entry.Family, entry.Id, entry.Zone));
        Assert.Equal(_flow[8..56], entry.Original);
    }

    [Fact]
    public void A_flow_that_one_word_of_the_filter_is_not_true_of_is_left()
    {
        ConntrackFilter[] others =
        [
            _published with { Protocol = TransportProtocol.Udp },
            _published with { OriginalDestination = IPAddress.Parse("172.20.0.2") },
            _published with { OriginalDestinationPorts = new PortRange(8081, 100) },
            _published with { ReplySource = IPAddress.IPv6Loopback },
            _published with { ReplySourcePorts = new PortRange(81) },
            _published with { Address = IPAddress.Parse("192.0.2.3") },
        ];
        foreach (ConntrackFilter other in others) Assert.Null(Read(_flow, other));
        Assert.NotNull(Read(_flow, [.. others, _published]));
    }

    [Fact]
    public void A_message_without_a_flow_is_never_one_to_delete()
    {
        Assert.Null(Read([], new ConntrackFilter()));
        Assert.Null(Read(_flow[..4], new ConntrackFilter()));
        Assert.Null(Read([.. _flow[..4], 4, 0, 1, 0x80], new ConntrackFilter()));
    }

    [Fact]
    public void Random_bytes_flipped_bits_and_cut_messages_are_read_without_an_error()
    {
        var random = new Random(3);
        for (int i = 0; i < 20_000; i++)
        {
            byte[] bytes = new byte[random.Next(200)];
            random.NextBytes(bytes);
            ReadAll(bytes);
            byte[] flipped = [.. _flow];
            for (int flips = random.Next(1, 8); flips > 0; flips--) flipped[random.Next(flipped.Length)] ^= (byte)(1 << random.Next(8));
            ReadAll(flipped);
        }
        for (int length = 0; length < _flow.Length; length++) ReadAll(_flow[..length]);
    }

    private static ConntrackEntry? Read(byte[] payload, params ConntrackFilter[] filters)
        => ConntrackEntry.Read(WireBytes.Message(ConntrackMessage.New, payload), filters);

    private static void ReadAll(byte[] payload)
    {
        Read(payload, _published, new ConntrackFilter());
        ConntrackTable.ReadCount(WireBytes.Message(ConntrackMessage.GetStatistics, payload));
    }
}
