using ContainerNet.Tests.Plans;
using Xunit;

namespace ContainerNet.Tests.Networks;

/// <summary>Many processes at once on one host.</summary>
public sealed class NetworkStressTests : IDisposable
{
    private readonly NetworkTestbed _bed = new();

    private NetHost Net => _bed.Net;

    public void Dispose() => _bed.Dispose();

    [Fact]
    public async Task Processes_at_once_give_nothing_twice_and_leave_nothing_over()
    {
        for (int seed = 1; seed <= NetworkStress.Processes; seed++)
            for (int number = 0; number < NetworkStress.Places; number++) _bed.NewNamespace(NetworkStress.PlaceName(seed, number));
        string before = Kernel();

        await Task.WhenAll(Enumerable.Range(1, NetworkStress.Processes).Select(seed => Task.Factory.StartNew(
            () => Victim.RunStress(_bed.Host.Options, seed), TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)));

        AreUnique(Net.Networks.List().Select(network => network.Name));
        AreUnique(Net.Networks.List().Select(network => network.SubnetValue).OfType<System.Net.IPNetwork>());
        AreUnique(Net.Endpoints.List().Select(endpoint => endpoint.IPAddressValue));
        AreUnique(Net.Endpoints.List().Select(endpoint => endpoint.HostInterface));
        AreUnique(Net.Ports.List().Select(port => port.HostPort));
        Assert.Empty(Net.Networks.Test());

        foreach (ContainerNetwork network in Net.Networks.List().Where(network => network.Created is not null)) Net.Networks.PlanRemove(network.Name, force: true).Run();
        Assert.Equal(before, Kernel());
        Assert.Empty(Net.Endpoints.List());
        Assert.False(_bed.Host.HasJournal);
    }

    private string Kernel() => string.Concat(_bed.Host.IpJson(NamespaceReference.Host, "link show")) + _bed.Host.Ip(NamespaceReference.Host, "route show table all") + _bed.Nft("list ruleset");

    private static void AreUnique<T>(IEnumerable<T> values)
    {
        T[] all = [.. values];
        Assert.Equal(all.Length, all.Distinct().Count());
    }
}
