namespace ContainerNet.Firewall;

/// <summary>Those of a change's elements that share something: the networks on one bridge, the endpoints at one port of a bridge.</summary>
internal sealed class FirewallPart<T> where T : FirewallElement
{
    private readonly List<T> _add = [], _remove = [];

    private FirewallPart(string place) => Place = place;

    /// <summary>What they share.</summary>
    public string Place { get; }

    public IReadOnlyList<T> Add => _add;

    public IReadOnlyList<T> Remove => _remove;

    /// <summary>This part alone.</summary>
    public FirewallChange Change => new([.. _add], [.. _remove]);

    /// <summary>The parts of a change that are about one kind of element.</summary>
    public static List<FirewallPart<T>> Of(FirewallChange change, Func<T, string> place)
    {
        var parts = new List<FirewallPart<T>>();
        foreach (FirewallElement element in change.Remove)
        {
            if (element is T wanted) At(place(wanted), parts)._remove.Add(wanted);
        }
        foreach (FirewallElement element in change.Add)
        {
            if (element is T wanted) At(place(wanted), parts)._add.Add(wanted);
        }
        return parts;
    }

    // Mostly there is one, or the last one is meant again; to compare a thousand is still faster than the kernel takes one.
    private static FirewallPart<T> At(string place, List<FirewallPart<T>> parts)
    {
        for (int i = parts.Count - 1; i >= 0; i--)
        {
            if (parts[i].Place == place) return parts[i];
        }
        var first = new FirewallPart<T>(place);
        parts.Add(first);
        return first;
    }
}
