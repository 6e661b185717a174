namespace ContainerNet.Firewall.Elements;

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
    public static IReadOnlyCollection<FirewallPart<T>> Of(FirewallChange change, Func<T, string> place)
    {
        Dictionary<string, FirewallPart<T>>? parts = null;
        foreach (FirewallElement element in change.Remove)
        {
            if (element is T wanted) At(place(wanted), ref parts)._remove.Add(wanted);
        }
        foreach (FirewallElement element in change.Add)
        {
            if (element is T wanted) At(place(wanted), ref parts)._add.Add(wanted);
        }
        return parts is null ? [] : parts.Values;
    }

    private static FirewallPart<T> At(string place, ref Dictionary<string, FirewallPart<T>>? parts)
    {
        parts ??= [];
        if (!parts.TryGetValue(place, out FirewallPart<T>? part)) parts.Add(place, part = new FirewallPart<T>(place));
        return part;
    }
}
