using ContainerNet.Tests.Support;
using Xunit;

namespace ContainerNet.Tests.Costs;

/// <summary>How much a call allocates: what a long pipeline leaves to the collector.</summary>
public sealed class AllocationTests : IDisposable
{
    private const int Kibibyte = 1024;
    private readonly TestHost _host = new();

    public void Dispose() => _host.Dispose();

    [Fact]
    public void A_namespace_with_a_pair_addresses_and_a_route_costs_no_more_than_24_KiB() => Check(CostedWork.Connect, 24 * Kibibyte);

    [Fact]
    public void A_network_costs_no_more_than_16_KiB() => Check(CostedWork.CreateNetwork, 16 * Kibibyte);

    [Fact]
    public void An_endpoint_costs_no_more_than_24_KiB() => Check(CostedWork.Attach, 24 * Kibibyte);

    [Fact]
    public void A_published_port_costs_no_more_than_16_KiB() => Check(CostedWork.Publish, 16 * Kibibyte);

    [Fact]
    public void Each_of_a_thousand_listed_ports_costs_no_more_than_768_bytes() => Check(CostedWork.ListPorts, CostedWork.ManyPorts * 768);

    // On a thread of its own: a thread of the pool has others work for it inside namespaces.
    private void Check(CostedWork work, long limit)
    {
        long least = long.MaxValue;
        var thread = new Thread(() =>
        {
            work.Warm(_host.Net);
            // Buffers of a pool are given back or made again as it pleases.
            for (int i = 0; i < 5; i++) least = Math.Min(least, Measure(work));
        });
        thread.Start();
        thread.Join();
        Assert.True(least <= limit, $"{work.Name} allocates {least:N0} bytes");
        Assert.True(least > 0, "it was measured");
    }

    private long Measure(CostedWork work)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        work.Do(_host.Net);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        work.Undo(_host.Net);
        return allocated;
    }
}
