using ContainerNet.Containers.Lifecycle;
using ContainerNet.Containers.Records;
using ContainerNet.Containers.Usage;

namespace ContainerNet.Containers;

// What containers use while they run.
public sealed partial class ContainerOperations
{
    /// <summary>The processes of a container that runs (<c>docker top</c>): those of its control group, by their ids.</summary>
    /// <param name="nameOrId">Its name, its id, or the beginning of its id.</param>
    /// <exception cref="ContainerNetException">There is no such container, or it does not run.</exception>
    public IReadOnlyList<NetContainerProcess> ListProcesses(string nameOrId)
    {
        ContainerRecord container = _store.Require(nameOrId);
        ContainerPause.RequireRunning(_host, container);
        return ContainerProcesses.Of(container);
    }

    /// <summary>What containers that run use (<c>docker stats --no-stream</c>): all are read once, and once more after the sample.</summary>
    /// <param name="names">Names or ids; all that run when null.</param>
    /// <param name="sample">How long to count processor time.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>What each uses, in the order of the names, or why that is not known. One that ends meanwhile does not run.</returns>
    public IReadOnlyList<ContainerUsageOutcome> ReadStatistics(IReadOnlyList<string>? names, TimeSpan sample, CancellationToken cancellation = default)
    {
        names ??= [.. _store.All().Where(IsRunning).Select(container => container.Id)];
        List<(string Name, ContainerStatistics? Begun, ContainerNetException? Error)> begun = [.. names.Distinct().Select(Begin)];
        if (begun.Any(one => one.Begun is not null) && cancellation.WaitHandle.WaitOne(sample)) cancellation.ThrowIfCancellationRequested();
        return [.. begun.Select(one => one.Begun?.End() is { } statistics ? new ContainerUsageOutcome(one.Name, statistics, Error: null) : new ContainerUsageOutcome(one.Name, Statistics: null, one.Error ?? NotRunning(one.Name)))];
    }

    private (string Name, ContainerStatistics? Begun, ContainerNetException? Error) Begin(string name)
    {
        try
        {
            ContainerRecord container = _store.Require(name);
            return (name, ContainerStatistics.Begin(_host, container, ContainerPause.RequireRunning(_host, container)), null);
        }
        catch (ContainerNetException e)
        {
            return (name, null, e);
        }
    }

    private static ContainerNetException NotRunning(string name) => ContainerNetException.NotFound("ContainerNotRunning", name, $"Container '{name}' is not running.");
}
