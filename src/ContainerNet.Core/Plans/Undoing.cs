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
        var made = new HashSet<InterfacePlace>();
        var needed = new bool[steps.Count];
        for (int i = 0; i < needed.Length; i++)
        {
            needed[i] = made.Count == 0 || steps[i].Interface is not { } own || !made.Contains(own);
            foreach (InterfacePlace place in steps[i].Makes) made.Add(place);
        }
        return needed;
    }
}
