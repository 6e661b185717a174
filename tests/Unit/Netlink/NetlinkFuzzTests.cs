using ContainerNet.Host.Connectivity;
using ContainerNet.Host.Links;
using ContainerNet.Netlink;
using ContainerNet.Netlink.Route;
using ContainerNet.Tests.Support;
using Xunit;

namespace ContainerNet.Tests.Netlink;

/// <summary>Whatever arrives, reading it ends, and throws nothing. Seeds are fixed, so that a failure comes back.</summary>
public sealed class NetlinkFuzzTests
{
    private static readonly ushort[] _types = [ControlMessage.Error, ControlMessage.Done, RouteMessage.NewLink, RouteMessage.NewAddress, RouteMessage.NewRoute, RouteMessage.NewNeighbor];
    private static readonly InterfaceNames _names = new(new Dictionary<int, string> { [1] = "lo" });

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Random_bytes_are_read_without_an_error(int seed)
    {
        var random = new Random(seed);
        byte[] bytes = new byte[512];
        for (int round = 0; round < 20_000; round++)
        {
            Span<byte> datagram = bytes.AsSpan(0, random.Next(bytes.Length));
            random.NextBytes(datagram);
            ReadAll(datagram);
            foreach (ushort type in _types) Decode(new NetlinkMessage(type, (MessageFlags)random.Next(ushort.MaxValue), 1, datagram));
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    public void Random_attributes_with_true_lengths_are_read_without_an_error(int seed)
    {
        var random = new Random(seed);
        using var writer = new NetlinkWriter();
        for (int round = 0; round < 10_000; round++)
        {
            writer.Reset(1);
            writer.BeginMessage(_types[random.Next(_types.Length)], MessageFlags.ExtendedAck, new LinkHeader { Family = (byte)(random.Next(2) * 8 + 2), Index = random.Next() });
            WriteAttributes(writer, random, depth: 0);
            writer.EndMessage();
            ReadAll(writer.Written);
        }
    }

    [Fact]
    public void Real_messages_with_flipped_bits_and_cut_ends_are_read_without_an_error()
    {
        var random = new Random(5);
        foreach (byte[] real in RealMessages())
        {
            ReadAll(real);
            for (int round = 0; round < 400; round++)
            {
                byte[] bent = [.. real];
                for (int flips = random.Next(1, 5); flips > 0; flips--) bent[random.Next(bent.Length)] ^= (byte)(1 << random.Next(8));
                ReadAll(bent);
                // A message whose own length still holds, so that the walk goes into what is cut.
                int length = random.Next(Wire.MessageHeader, bent.Length + 1);
                BitConverter.TryWriteBytes(bent, length);
                ReadAll(bent.AsSpan(0, length));
            }
        }
    }

    [Fact]
    public void Random_control_messages_of_sockets_are_read_without_an_error()
    {
        var random = new Random(6);
        byte[] bytes = new byte[128];
        for (int round = 0; round < 50_000; round++)
        {
            random.NextBytes(bytes);
            // Mostly with a length, level and type that are looked into.
            if (round % 4 != 0) BitConverter.TryWriteBytes(bytes, (long)random.Next(0, 140));
            if (round % 2 != 0) (bytes[8], bytes[9], bytes[10], bytes[11], bytes[12], bytes[13], bytes[14], bytes[15]) = (0, 0, 0, 0, (byte)random.Next(16), 0, 0, 0);
            var packet = new ReceivedPacket(bytes.AsSpan(0, random.Next(40)), bytes.AsSpan(0, random.Next(29)), bytes.AsSpan(0, random.Next(bytes.Length)));
            _ = packet.TimeToLive;
            _ = packet.Error?.Sender;
            _ = EchoMessage.Matches(EchoMessage.BehindHeader(packet.Data), 0, 1, 1);
        }
    }

    private static void WriteAttributes(NetlinkWriter writer, Random random, int depth)
    {
        for (int count = random.Next(8); count > 0; count--)
        {
            ushort type = (ushort)random.Next(65);
            if (depth < 3 && random.Next(3) == 0)
            {
                int nested = writer.BeginNested(type);
                WriteAttributes(writer, random, depth + 1);
                writer.EndNested(nested);
                continue;
            }
            byte[] value = new byte[random.Next(24)];
            random.NextBytes(value);
            writer.Attribute(type, value);
        }
    }

    private static List<byte[]> RealMessages()
    {
        using var host = new TestHost();
        host.IpBatch(NamespaceReference.Host,
            "link set lo up", "link add br0 type bridge", "link add v0 type veth peer name v1", "link set v0 master br0", "link set v0 up", "link set v1 up", "link set br0 up",
            "link property add dev v1 altname a-much-longer-name", "link set v1 alias text",
            "addr add 10.0.0.1/24 dev v1 valid_lft 500 preferred_lft 400", "addr add 10.0.0.1 peer 10.0.0.9/32 dev v1", "addr add fd00::1/64 dev v1",
            "route add 10.1.0.0/16 nexthop via 10.0.0.2 weight 3 nexthop via 10.0.0.3", "route add 10.2.0.0/16 via inet6 fe80::1 dev v1", "route add 10.3.0.0/16 via 10.0.0.2 mtu 1400",
            "neigh add 10.0.0.2 lladdr 02:00:00:00:00:02 dev v1", "neigh add proxy 10.0.0.8 dev v1");
        using NetlinkSocket socket = host.Net.Context.Sockets.Open(NamespaceReference.Host, NetlinkProtocol.Route);
        var messages = new List<byte[]>();
        Capture(socket, messages, writer => writer.BeginMessage(RouteMessage.GetLink, MessageFlags.Dump, new LinkHeader()));
        Capture(socket, messages, writer => writer.BeginMessage(RouteMessage.GetAddress, MessageFlags.Dump, new AddressHeader()));
        Capture(socket, messages, writer => writer.BeginMessage(RouteMessage.GetRoute, MessageFlags.Dump, new RouteHeader()));
        Capture(socket, messages, writer => writer.BeginMessage(RouteMessage.GetNeighbor, MessageFlags.Dump, new NeighborHeader()));
        Assert.True(messages.Count > 20, "there is something to bend");
        return messages;
    }

    private static void Capture(NetlinkSocket socket, List<byte[]> messages, Action<NetlinkWriter> begin)
        => messages.AddRange(socket.Dump(
            writer =>
            {
                begin(writer);
                writer.EndMessage();
            },
            (in NetlinkMessage message) => (byte[])
            [
                .. BitConverter.GetBytes(message.Payload.Length + Wire.MessageHeader), .. BitConverter.GetBytes(message.Type), .. BitConverter.GetBytes((ushort)message.Flags),
                .. BitConverter.GetBytes(message.Sequence), 0, 0, 0, 0, .. message.Payload,
            ]));

    private static void ReadAll(ReadOnlySpan<byte> datagram)
    {
        foreach (NetlinkMessage message in new MessageReader(datagram))
        {
            Decode(message);
            Walk(AttributeReader.After(message.Payload, LinkHeader.Size), 0);
        }
    }

    private static void Decode(in NetlinkMessage message)
    {
        _ = LinkReader.Read(message, NamespaceReference.Host);
        _ = AddressReader.Read(message, NamespaceReference.Host, _names)?.AddressState;
        _ = RouteReader.Read(message, NamespaceReference.Host, _names)?.ToString();
        _ = NeighborReader.Read(message, NamespaceReference.Host, _names)?.ToString();
        Acknowledgement answer = Acknowledgement.Read(message);
        _ = NetlinkException.From(answer, message.Payload).Message;
    }

    private static void Walk(AttributeReader attributes, int depth)
    {
        foreach (NetlinkAttribute attribute in attributes)
        {
            _ = attribute.Text;
            _ = attribute.Address;
            _ = attribute.UInt64 + attribute.UInt32 + attribute.UInt16 + attribute.Byte + attribute.BigEndian16 + attribute.BigEndian32;
            if (depth < 8) Walk(attribute.Nested, depth + 1);
        }
    }
}
