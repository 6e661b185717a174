using ContainerNet.Netlink;
using ContainerNet.Netlink.Route;
using Xunit;

namespace ContainerNet.Tests.Netlink;

public sealed class NetlinkReaderTests
{
    [Theory]
    [InlineData(new byte[] { })]
    [InlineData(new byte[] { 1 })]
    [InlineData(new byte[] { 8, 0, 1 })]
    [InlineData(new byte[] { 0, 0, 1, 0, 9, 9, 9, 9 })]
    [InlineData(new byte[] { 3, 0, 1, 0, 9, 9, 9, 9 })]
    [InlineData(new byte[] { 9, 0, 1, 0, 9, 9, 9, 9 })]
    [InlineData(new byte[] { 255, 255, 1, 0, 9, 9, 9, 9 })]
    public void An_attribute_whose_length_cannot_be_true_ends_the_walk(byte[] bytes)
    {
        int count = 0;
        foreach (NetlinkAttribute _ in new AttributeReader(bytes)) count++;
        Assert.Equal(0, count);
    }

    [Fact]
    public void The_last_attribute_may_lack_its_padding()
    {
        var types = new List<ushort>();
        foreach (NetlinkAttribute attribute in new AttributeReader([4, 0, 1, 0, 5, 0, 2, 0, 7])) types.Add(attribute.Type);
        Assert.Equal([1, 2], types);
    }

    [Fact]
    public void The_flag_bits_of_a_type_are_not_part_of_it()
    {
        foreach (NetlinkAttribute attribute in new AttributeReader([4, 0, 5, 0xc0])) Assert.Equal(5, attribute.Type);
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(15u)]
    [InlineData(21u)]
    [InlineData(uint.MaxValue)]
    public void A_message_whose_length_cannot_be_true_ends_the_walk(uint length)
    {
        byte[] datagram = new byte[20];
        BitConverter.TryWriteBytes(datagram, length);
        int count = 0;
        foreach (NetlinkMessage _ in new MessageReader(datagram)) count++;
        Assert.Equal(0, count);
    }

    [Fact]
    public void A_value_that_is_too_short_reads_as_nothing()
    {
        var attribute = new NetlinkAttribute(1, [1, 2, 3]);
        Assert.Equal((0u, 0ul, 0u), (attribute.UInt32, attribute.UInt64, attribute.BigEndian32));
        Assert.Equal(513, attribute.UInt16);
        Assert.Null(attribute.Address);
        Assert.Equal("", new NetlinkAttribute(1, []).Text);
    }

    [Fact]
    public void Text_ends_at_its_zero_byte_or_where_the_attribute_does()
    {
        Assert.Equal("ab", new NetlinkAttribute(1, "ab\0cd"u8).Text);
        Assert.Equal("abc", new NetlinkAttribute(1, "abc"u8).Text);
    }

    [Fact]
    public void An_acknowledgement_carries_errno_text_offset_and_missing_type()
    {
        byte[] payload =
        [
            .. BitConverter.GetBytes(-22), .. BitConverter.GetBytes(32), .. new byte[12],
            11, 0, 1, 0, .. "no good"u8.ToArray(), 0,
            8, 0, 2, 0, .. BitConverter.GetBytes(20), 8, 0, 5, 0, .. BitConverter.GetBytes(3),
        ];

        Acknowledgement answer = Acknowledgement.Read(new NetlinkMessage(ControlMessage.Error, MessageFlags.ExtendedAck | MessageFlags.Capped, 1, payload));

        Assert.Equal(new Acknowledgement(Errno.EINVAL, "no good", 20, 3), answer);
        Assert.False(answer.Succeeded);
    }

    [Fact]
    public void An_acknowledgement_without_the_cap_has_the_whole_request_before_its_attributes()
    {
        byte[] payload = [.. BitConverter.GetBytes(-17), .. BitConverter.GetBytes(20), .. new byte[16], 7, 0, 1, 0, (byte)'n', (byte)'o', 0, 0];

        Acknowledgement answer = Acknowledgement.Read(new NetlinkMessage(ControlMessage.Error, MessageFlags.ExtendedAck, 1, payload));

        Assert.Equal((Errno.EEXIST, "no"), (answer.Errno, answer.Text));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(8)]
    public void An_acknowledgement_that_is_cut_short_is_read_as_far_as_it_goes(int length)
    {
        byte[] payload = [.. BitConverter.GetBytes(-1), .. BitConverter.GetBytes(uint.MaxValue)];

        Acknowledgement answer = Acknowledgement.Read(new NetlinkMessage(ControlMessage.Error, MessageFlags.ExtendedAck, 1, payload.AsSpan(0, length)));

        Assert.Equal(length < 4 ? Errno.None : Errno.EPERM, answer.Errno);
    }

    [Fact]
    public void An_error_names_the_attribute_that_the_kernel_objects_to()
    {
        using var writer = new NetlinkWriter();
        writer.BeginMessage(RouteMessage.NewLink, MessageFlags.Ack, new LinkHeader());
        int offset = writer.Length;
        writer.Attribute(LinkAttribute.Mtu, 1u);
        writer.EndMessage();

        NetlinkException error = NetlinkException.From(new Acknowledgement(Errno.EINVAL, "too small", offset, 0), writer.Written);

        Assert.Equal((LinkAttribute.Mtu, "too small", ErrorKind.InvalidArgument), (error.Attribute!.Value, error.KernelMessage, error.Kind));
        Assert.Contains("too small", error.Message, StringComparison.Ordinal);
        Assert.Contains("EINVAL", error.Message, StringComparison.Ordinal);
        Assert.Null(NetlinkException.From(new Acknowledgement(Errno.EINVAL, null, writer.Length - 3, 0), writer.Written).Attribute);
        Assert.Null(NetlinkException.From(new Acknowledgement(Errno.EINVAL, null, -5, 0), writer.Written).Attribute);
    }
}
