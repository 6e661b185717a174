using ContainerNet.Tests.Support;
using Xunit;

namespace ContainerNet.Tests.Costs;

/// <summary>
/// How many system calls a call makes once the process is warm; each is counted, whatever it is for. Linux 6.2 and later answer a
/// new link with the link itself (NLM_F_ECHO in rtnl_newlink). Before, its index has to be asked for at each end where a later step
/// needs it: a send, and the receipt of the answer.
/// </summary>
public sealed class SystemCallTests : IDisposable
{
    private static readonly Version _firstWithEcho = new(6, 2);
    private static readonly Version _firstThatActivatesAtOnce = new(6, 9);

    private readonly TestHost _host = new();

    public void Dispose() => _host.Dispose();

    [Fact]
    public void A_namespace_with_a_pair_addresses_and_a_route_takes_at_most_12_sends_and_92_calls() => Check(CostedWork.Connect, sends: 12, calls: 92, withoutEcho: 1);

    // One of the calls is the one that has the network on the disk.
    [Fact]
    public void A_network_takes_at_most_3_sends_and_29_calls() => Check(CostedWork.CreateNetwork, sends: 3, calls: 29, withoutEcho: 2);

    [Fact]
    public void A_network_is_on_the_disk_before_it_is_acknowledged_and_an_endpoint_which_ends_with_a_reboot_is_not()
    {
        if (SystemCallTrace.Missing() is { } reason) Assert.Skip(reason);
        Assert.Contains("fdatasync", SystemCallTrace.Of(_host, CostedWork.CreateNetwork));
        Assert.DoesNotContain("fdatasync", SystemCallTrace.Of(_host, CostedWork.Attach));
    }

    // Three of the sends ask whether the first packet will pass.
    [Fact]
    public void An_endpoint_takes_at_most_9_sends_and_58_calls()
    {
        if (Environment.OSVersion.Version < _firstThatActivatesAtOnce) Assert.Skip("Before Linux 6.9 the kernel is asked again and again until it has activated the links.");
        Check(CostedWork.Attach, sends: 9, calls: 58);
    }

    [Fact]
    public void A_published_port_takes_at_most_3_sends_and_30_calls() => Check(CostedWork.Publish, sends: 3, calls: 30);

    [Fact]
    public void A_thousand_ports_published_together_take_no_more() => Check(CostedWork.PublishMany, sends: 3, calls: 30);

    [Fact]
    public void Listing_a_thousand_ports_asks_the_kernel_nothing_and_takes_at_most_8_calls() => Check(CostedWork.ListPorts, sends: 0, calls: 8);

    private void Check(CostedWork work, int sends, int calls, int withoutEcho = 0)
    {
        if (Environment.OSVersion.Version < _firstWithEcho)
        {
            sends += withoutEcho;
            calls += 2 * withoutEcho;
        }
        if (SystemCallTrace.Missing() is { } reason) Assert.Skip(reason);
        IReadOnlyList<string> made = SystemCallTrace.Of(_host, work);
        string told = $"{made.Count(IsSend)} sends, {made.Count} calls: {string.Join(", ", made.CountBy(name => name).OrderByDescending(count => count.Value).Select(count => $"{count.Value} {count.Key}"))}";
        Assert.True(made.Count(IsSend) <= sends && made.Count <= calls, told);
        Assert.True(made.Count > 0, "it was traced");
    }

    private static bool IsSend(string call) => call is "sendto" or "sendmsg";
}
