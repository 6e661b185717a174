using ContainerNet.Host.Links;
using ContainerNet.Netlink;
using ContainerNet.Netlink.Route;
using ContainerNet.Plans;
using ContainerNet.Tests.Support;
using Xunit;

namespace ContainerNet.Tests.Netlink;

public sealed class NetlinkSocketTests : IDisposable
{
    private readonly TestHost _host = new();
    private readonly NetlinkSocket _socket;

    public NetlinkSocketTests() => _socket = _host.Net.Context.Sockets.Open(NamespaceReference.Host, NetlinkProtocol.Route);

    public void Dispose()
    {
        _socket.Dispose();
        _host.Dispose();
    }

    [Fact]
    public void Each_request_of_a_batch_has_its_own_answer_and_the_kernel_continues_after_a_refusal()
    {
        NetlinkException?[] refusals = _socket.Transact(writer =>
        {
            CreateBridge(writer, "b0");
            CreateBridge(writer, "b0");
            Delete(writer, "nothing");
            CreateBridge(writer, "b1");
        });

        Assert.Equal([null, Errno.EEXIST, Errno.ENODEV, null], refusals.Select(refusal => refusal?.Errno));
        Assert.Equal(["lo", "b0", "b1"], Names());
    }

    [Fact]
    public void An_answer_other_than_an_acknowledgement_has_the_index_of_its_request()
    {
        _host.IpBatch(NamespaceReference.Host, "link add b0 type bridge", "link add b1 type bridge");
        var found = new Dictionary<int, string>();

        _socket.Transact(
            writer =>
            {
                LinkWriter.Get(writer, "b1", MessageFlags.Ack);
                LinkWriter.Get(writer, "nothing", MessageFlags.Ack);
                LinkWriter.Get(writer, "b0", MessageFlags.Ack);
            },
            (int request, in NetlinkMessage message) => found[request] = LinkReader.Read(message, NamespaceReference.Host)!.Name);

        Assert.Equal(new Dictionary<int, string> { [0] = "b1", [2] = "b0" }, found);
    }

    [Fact]
    public void An_error_carries_the_errno_the_kernels_text_and_the_attribute_that_it_objects_to()
    {
        NetlinkException error = Assert.Throws<NetlinkException>(() => _socket.Request(writer =>
        {
            writer.BeginMessage(RouteMessage.NewLink, MessageFlags.Create | MessageFlags.Exclusive | MessageFlags.Ack, new LinkHeader());
            writer.String(LinkAttribute.Name, "b0");
            int info = writer.BeginAttribute(LinkAttribute.Info);
            writer.String(LinkInfoAttribute.Kind, "no-such-kind");
            writer.EndNested(info);
            writer.EndMessage();
        }));
        Assert.Equal((Errno.EOPNOTSUPP, ErrorKind.Unsupported, "Unknown device type"), (error.Errno, error.Kind, error.KernelMessage));

        error = Assert.Throws<NetlinkException>(() => _socket.Request(writer =>
        {
            writer.BeginMessage(RouteMessage.NewAddress, MessageFlags.Create | MessageFlags.Ack, new AddressHeader { Family = 2, PrefixLength = 24, Index = 1 });
            writer.Attribute(AddressAttribute.Local, (ushort)1);
            writer.EndMessage();
        }));
        Assert.Equal((AddressAttribute.Local, true), ((ushort)error.Attribute!.Value, error.KernelMessage is { Length: > 0 }));
    }

    [Fact]
    public void A_dump_of_more_than_a_thousand_objects_is_whole()
    {
        _host.IpBatch(NamespaceReference.Host,
            ["link set lo up", .. Enumerable.Range(0, 1200).Select(i => $"addr add 10.{i / 256}.{i % 256}.1/32 dev lo")]);

        IReadOnlyList<NetIPAddress> addresses = _host.Net.Addresses.List(NamespaceReference.Host);

        Assert.Equal(1200, addresses.Select(address => address.IPAddressValue).Where(address => address.ToString().StartsWith("10.", StringComparison.Ordinal)).Distinct().Count());
    }

    [Fact]
    public void A_late_answer_to_a_cancelled_request_is_ignored()
    {
        using var cancelled = new CancellationTokenSource();

        // The request is sent, and its wait ended before the answer is read.
        Assert.ThrowsAny<OperationCanceledException>(() => _socket.Transact(
            writer =>
            {
                LinkWriter.Get(writer, "lo", MessageFlags.Ack);
                LinkWriter.Get(writer, "nothing", MessageFlags.Ack);
            },
            (int _, in NetlinkMessage _) => throw new OperationCanceledException(),
            cancelled.Token));

        Assert.Null(Assert.Single(_socket.Transact(writer => LinkWriter.Get(writer, "lo", MessageFlags.Ack))));
        Assert.Equal(["lo"], Names());
    }

    [Fact]
    public void A_wait_for_an_answer_that_does_not_come_ends_with_its_cancellation()
    {
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));

        // A message without the Ack flag is not answered.
        Limited.Run(() => Assert.ThrowsAny<OperationCanceledException>(() => _socket.Transact(Silent, cancellation: cancellation.Token)));
    }

    [Fact]
    public void A_wait_for_an_answer_that_does_not_come_ends_with_its_timeout()
    {
        _socket.Timeout = TimeSpan.FromMilliseconds(50);

        Assert.Equal(ErrorKind.Timeout, Assert.Throws<NetlinkException>(() => _socket.Transact(Silent)).Kind);
    }

    [Fact]
    public void More_requests_than_the_receive_buffer_can_answer_are_refused_before_they_are_sent()
    {
        Assert.Throws<InvalidOperationException>(() => _socket.Transact(writer =>
        {
            for (int i = 0; i <= NetlinkSocket.MaxBatch; i++) CreateBridge(writer, $"b{i}");
        }));
        Assert.Equal(["lo"], Names());
    }

    [Fact]
    public void The_largest_batch_with_the_longest_answers_loses_no_answer()
    {
        _host.Ip(NamespaceReference.Host, "link add v0 type bridge");
        int answers = 0;

        NetlinkException?[] refusals = _socket.Transact(
            writer =>
            {
                for (int i = 0; i < NetlinkSocket.MaxBatch; i++) LinkWriter.Get(writer, "v0", MessageFlags.Ack);
            },
            (int _, in NetlinkMessage _) => answers++);

        Assert.Equal((NetlinkSocket.MaxBatch, 0), (answers, refusals.Count(refusal => refusal is not null)));
    }

    [Fact]
    public void A_link_that_is_not_there_is_no_error_to_look_for()
    {
        using PlanSession session = _host.Net.Context.NewSession();
        Assert.Null(session.FindLink(NamespaceReference.Host, "nothing"));
        Assert.Equal(ErrorKind.NotFound, Assert.Throws<ContainerNetException>(() => _host.Net.Links.Get(NamespaceReference.Host, "nothing")).Kind);
    }

    [Fact]
    public async Task A_socket_keeps_the_namespace_it_was_opened_in()
    {
        NamespaceReference other = _host.NewNamespace("other");
        _host.Ip(other, "link add inside type bridge");
        using NetlinkSocket socket = _host.Net.Context.Sockets.Open(other, NetlinkProtocol.Route);

        List<NetAdapter> links = await Task.Run(() => socket.Dump(writer => LinkWriter.Dump(writer), (in NetlinkMessage message) => LinkReader.Read(message, other)));

        Assert.Equal(["lo", "inside"], links.Select(link => link.Name));
    }

    private IEnumerable<string> Names() => _host.Net.Links.List(NamespaceReference.Host).Select(link => link.Name);

    private static void Silent(NetlinkWriter writer)
    {
        writer.BeginMessage(RouteMessage.SetLink, MessageFlags.None, new LinkHeader { Index = 1 });
        writer.EndMessage();
    }

    private static void CreateBridge(NetlinkWriter writer, string name)
    {
        writer.BeginMessage(RouteMessage.NewLink, MessageFlags.Create | MessageFlags.Exclusive | MessageFlags.Ack, new LinkHeader());
        writer.String(LinkAttribute.Name, name);
        int info = writer.BeginAttribute(LinkAttribute.Info);
        writer.String(LinkInfoAttribute.Kind, "bridge");
        writer.EndNested(info);
        writer.EndMessage();
    }

    private static void Delete(NetlinkWriter writer, string name)
    {
        writer.BeginMessage(RouteMessage.DeleteLink, MessageFlags.Ack, new LinkHeader());
        writer.String(LinkAttribute.Name, name);
        writer.EndMessage();
    }
}
