using System.Net;
using Xunit;

namespace ContainerNet.Tests.Networks.Endpoints;

/// <summary>What passes on a network right after a namespace was attached to it.</summary>
public sealed class EndpointReadinessTests : IDisposable
{
    private readonly NetworkTestbed _bed = new();

    public void Dispose() => _bed.Dispose();

    // Another process that changes interfaces holds the kernel's lock, for which the kernel's own unfinished work waits.
    [Fact]
    public void The_first_packet_passes_while_other_interfaces_come_and_go()
    {
        using var other = new NetworkTestbed();
        using var end = new CancellationTokenSource();
        Thread[] busy = [.. Enumerable.Range(0, 4).Select(i => new Thread(() => ComeAndGo(other, $"busy{i}", end.Token)))];
        foreach (Thread thread in busy) thread.Start();
        System.Net.Sockets.Socket receiver = _bed.Receive(NamespaceReference.Host, 5000);
        var lost = new List<string>();
        for (int i = 1; i <= 20; i++)
        {
            ContainerEndpoint endpoint = Attach(i);
            if (_bed.Send(endpoint.NamespaceValue, endpoint.IPv6Address!, endpoint.IPv6Gateway!, receiver, attempts: 1) is null) lost.Add($"{i}: IPv6");
            if (_bed.Send(endpoint.NamespaceValue, endpoint.IPAddress!, endpoint.Gateway!, receiver, attempts: 1) is null) lost.Add($"{i}: IPv4");
        }
        end.Cancel();
        foreach (Thread thread in busy) thread.Join();
        Assert.Empty(lost);
    }

    private ContainerEndpoint Attach(int number)
    {
        _bed.Net.Networks.PlanCreate(NetworkTestbed.Definition($"net{number}", $"172.20.{number}.0/24") with { IPv6Subnet = IPNetwork.Parse($"fd00:{number}::/64") }).Run();
        return _bed.NewEndpoint($"net{number}", $"ns{number}");
    }

    private static void ComeAndGo(NetworkTestbed bed, string name, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            bed.Host.IpBatch(NamespaceReference.Host, [.. Enumerable.Range(0, 20).SelectMany(_ => new[] { $"link add {name} type bridge", $"link set {name} up", $"link del {name}" })]);
        }
    }
}
