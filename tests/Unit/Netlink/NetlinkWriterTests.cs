using System.Net;
using System.Runtime.InteropServices;
using ContainerNet.Netlink;
using ContainerNet.Netlink.Route;
using Xunit;

namespace ContainerNet.Tests.Netlink;

public sealed class NetlinkWriterTests : IDisposable
{
    private readonly NetlinkWriter _writer = new();

    public void Dispose() => _writer.Dispose();

    [Fact]
    public void A_message_is_its_header_its_family_header_and_its_attributes()
    {
        _writer.Reset(41);
        _writer.BeginMessage(RouteMessage.GetLink, MessageFlags.Ack, new LinkHeader { Index = 7 });
        _writer.Attribute(4, 1500u);
        _writer.EndMessage();

        byte[] expected =
        [
            .. BitConverter.GetBytes(40), .. BitConverter.GetBytes((ushort)18), .. BitConverter.GetBytes((ushort)5), .. BitConverter.GetBytes(41), .. BitConverter.GetBytes(0),
            0, 0, 0, 0, .. BitConverter.GetBytes(7), 0, 0, 0, 0, 0, 0, 0, 0,
            .. BitConverter.GetBytes((ushort)8), .. BitConverter.GetBytes((ushort)4), .. BitConverter.GetBytes(1500u),
        ];
        Assert.Equal(expected, _writer.Written.ToArray());
    }

    [Theory]
    [InlineData(0, 4)]
    [InlineData(1, 8)]
    [InlineData(3, 8)]
    [InlineData(4, 8)]
    [InlineData(5, 12)]
    public void An_attribute_says_its_true_length_and_is_padded_to_four_bytes_with_zeros(int length, int padded)
    {
        // What was in the buffer before must not show in the padding.
        _writer.Attribute(1, Enumerable.Repeat((byte)0xee, 64).ToArray());
        _writer.Reset(1);

        _writer.Attribute(9, Enumerable.Repeat((byte)0xff, length).ToArray());

        Assert.Equal(padded, _writer.Length);
        Assert.Equal(length + 4, MemoryMarshal.Read<ushort>(_writer.Written));
        Assert.All(_writer.Written[(length + 4)..].ToArray(), padding => Assert.Equal(0, padding));
    }

    [Fact]
    public void Nested_attributes_are_read_back_as_they_were_written()
    {
        int outer = _writer.BeginNested(1);
        int inner = _writer.BeginAttribute(2);
        _writer.String(3, "eth0");
        _writer.Attribute(4, (byte)9);
        _writer.EndNested(inner);
        _writer.Flag(5);
        _writer.EndNested(outer);
        _writer.BigEndian(6, (ushort)0x1234);
        _writer.Address(7, IPAddress.Parse("fd00::1"));

        var read = new List<string>();
        foreach (NetlinkAttribute attribute in new AttributeReader(_writer.Written))
        {
            if (attribute.Type == 6) read.Add($"6={attribute.BigEndian16:x}");
            else if (attribute.Type == 7) read.Add($"7={attribute.Address}");
            else Read(attribute, read);
        }

        Assert.Equal(["3=eth0", "4=9", "5 empty", "6=1234", "7=fd00::1"], read);
        Assert.Equal(Wire.NestedFlag | 1, MemoryMarshal.Read<ushort>(_writer.Written[2..]));
    }

    private static void Read(NetlinkAttribute attribute, List<string> read)
    {
        if (attribute.Type is 1 or 2)
        {
            foreach (NetlinkAttribute inner in attribute.Nested) Read(inner, read);
        }
        else if (attribute.Type == 3) read.Add($"3={attribute.Text}");
        else if (attribute.Type == 4) read.Add($"4={attribute.Byte}");
        else read.Add($"{attribute.Type} {(attribute.Value.IsEmpty ? "empty" : "full")}");
    }

    [Fact]
    public void The_buffer_grows_without_losing_what_was_written()
    {
        _writer.Reset(1);
        for (int i = 0; i < 3000; i++)
        {
            _writer.BeginMessage(RouteMessage.NewLink, MessageFlags.Ack, new LinkHeader { Index = i });
            _writer.String(LinkAttribute.Name, $"veth{i}");
            _writer.EndMessage();
        }

        int index = 0;
        foreach (NetlinkMessage message in new MessageReader(_writer.Written))
        {
            Assert.Equal((uint)index + 1, message.Sequence);
            foreach (NetlinkAttribute attribute in AttributeReader.After(message.Payload, LinkHeader.Size)) Assert.Equal($"veth{index}", attribute.Text);
            index++;
        }
        Assert.Equal((3000, 3000), (index, _writer.MessageCount));
    }

    [Fact]
    public void An_attribute_longer_than_its_header_can_say_is_an_error_and_the_longest_one_is_not()
    {
        _writer.Attribute(1, new byte[ushort.MaxValue - 4]);
        Assert.Throws<InvalidOperationException>(() => _writer.Attribute(1, new byte[ushort.MaxValue - 3]));

        _writer.Reset(1);
        int nested = _writer.BeginNested(1);
        _writer.Attribute(2, new byte[40_000]);
        _writer.Attribute(2, new byte[40_000]);
        Assert.Throws<InvalidOperationException>(() => _writer.EndNested(nested));
    }

    [Fact]
    public void A_message_inside_a_message_is_an_error()
    {
        Assert.Throws<InvalidOperationException>(_writer.EndMessage);
        _writer.BeginMessage(16, MessageFlags.None, new LinkHeader());
        Assert.Throws<InvalidOperationException>(() => _writer.BeginMessage(16, MessageFlags.None, new LinkHeader()));
    }

    [Fact]
    public void Text_is_utf8_with_its_zero_byte()
    {
        _writer.String(3, "brücke");

        Assert.Equal([.. "brücke"u8, 0], _writer.Written[4..12].ToArray());
        Assert.Equal(12, MemoryMarshal.Read<ushort>(_writer.Written));
    }
}
