namespace ContainerNet.Containers.Lifecycle;

/// <summary>Restarts several containers: checks what each needs, ends all at once, and starts them in the order they were made, so that one that joins another, or is linked to it, finds it running.</summary>
/// <param name="check">Checks that one would find all it needs.</param>
/// <param name="stop">Ends one. It stays.</param>
/// <param name="start">Starts one.</param>
internal sealed class ContainerRestarts(Action<string> check, Func<string, Action<string>?, NetContainer> stop, Func<string, NetContainer> start)
{
    public IEnumerable<ContainerOutcome> Run(IReadOnlyList<string> names, Action<string>? tell)
    {
        var ready = new List<string>();
        foreach (string name in names.Distinct())
        {
            if (Attempt(name, () => check(name)) is { } refused) yield return refused;
            else ready.Add(name);
        }
        var stopped = new List<ContainerOutcome>();
        foreach (ContainerOutcome outcome in Together.Run(ready, stop, tell))
        {
            if (outcome.Error is null) stopped.Add(outcome);
            else yield return outcome;
        }
        foreach (ContainerOutcome outcome in stopped.OrderBy(outcome => outcome.Container!.Created))
        {
            NetContainer? started = null;
            yield return Attempt(outcome.Name, () => started = start(outcome.Name)) ?? outcome with { Container = started };
        }
    }

    private static ContainerOutcome? Attempt(string name, Action work)
    {
        try
        {
            work();
            return null;
        }
        catch (ContainerNetException e)
        {
            return new ContainerOutcome(name, Container: null, e);
        }
    }
}
