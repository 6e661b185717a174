namespace ContainerNet.Plans;

/// <summary>Steps that were computed, with what belongs to them alone.</summary>
/// <param name="Steps">The steps.</param>
internal record Planned(IReadOnlyList<Step> Steps)
{
    /// <summary>What follows from the change and may be done again at any time. It is done once all steps are, and never undone.</summary>
    public Action? Finished { get; init; }
}

/// <summary>Steps that were computed to make, or to find, an object.</summary>
/// <param name="Steps">The steps.</param>
/// <param name="Read">Reads the object once the steps are done.</param>
internal sealed record Planned<T>(IReadOnlyList<Step> Steps, Func<PlanSession, T> Read) : Planned(Steps);
