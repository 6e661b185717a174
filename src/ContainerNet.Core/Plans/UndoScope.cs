namespace ContainerNet.Plans;

/// <summary>Where an interface is, and its name there.</summary>
internal sealed record InterfacePlace(NamespaceReference Namespace, string Name);

/// <summary>Which steps of a plan are undone by themselves: what was done to an interface that the plan made ends with it.</summary>
internal static class UndoScope
{
    /// <summary>The places in the plan of the steps to undo.</summary>
    public static List<int> Of(IReadOnlyList<Step> steps)
    {
        var places = new List<int>(steps.Count);
        List<InterfacePlace>? made = null;
        for (int i = 0; i < steps.Count; i++)
        {
            if (made is null || steps[i].Interface is not { } place || !made.Contains(place)) places.Add(i);
            if (steps[i].Makes is { Length: > 0 } makes) (made ??= []).AddRange(makes);
        }
        return places;
    }
}
