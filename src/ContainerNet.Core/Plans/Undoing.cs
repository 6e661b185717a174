namespace ContainerNet.Plans;

/// <summary>Where an interface is, and its name there.</summary>
internal sealed record InterfacePlace(NamespaceReference Namespace, string Name);

/// <summary>Which steps of a plan are undone by themselves: what was done to an interface that the plan made ends with it.</summary>
internal static class Undoing
{
    /// <summary>The steps to undo.</summary>
    public static List<Step> Of(IReadOnlyList<Step> steps)
    {
        bool[] needed = NeededFor(steps);
        return [.. steps.Where((_, i) => needed[i])];
    }

    /// <summary>Answers for each step whether it has to be undone.</summary>
    public static bool[] NeededFor(IReadOnlyList<Step> steps)
    {
        var needed = new bool[steps.Count];
        List<InterfacePlace>? made = null;
        for (int i = 0; i < needed.Length; i++)
        {
            needed[i] = made is null || steps[i].Interface is not { } place || !made.Contains(place);
            if (steps[i].Makes is { Length: > 0 } places) (made ??= []).AddRange(places);
        }
        return needed;
    }
}
