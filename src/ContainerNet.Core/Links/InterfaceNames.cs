using ContainerNet.Netlink.Route;
using ContainerNet.Plans;

namespace ContainerNet.Links;

/// <summary>The names of a namespace's interfaces by their index, for what the kernel tells by index only.</summary>
internal sealed class InterfaceNames
{
    private readonly Dictionary<int, string> _known;
    private readonly Func<int, string?>? _ask;

    /// <param name="known">Those that are known.</param>
    /// <param name="ask">Who knows the others.</param>
    public InterfaceNames(Dictionary<int, string> known, Func<int, string?>? ask = null) => (_known, _ask) = (known, ask);

    /// <summary>The name of an interface; empty where there is none with that index.</summary>
    public string this[int index]
    {
        get
        {
            if (index == 0) return "";
            if (!_known.TryGetValue(index, out string? name)) _known[index] = name = _ask?.Invoke(index) ?? "";
            return name;
        }
    }

    /// <summary>Those of all interfaces, listed at once.</summary>
    public static InterfaceNames List(PlanSession session, NamespaceReference reference)
    {
        List<LinkIdentity> links = session.Route(reference).Dump(writer => LinkWriter.Dump(writer), LinkIdentity.Read, session.Cancellation);
        var names = new Dictionary<int, string>(links.Count);
        foreach (LinkIdentity link in links) names[link.Index] = link.Name;
        return new InterfaceNames(names);
    }

    /// <summary>That of one which is known.</summary>
    public static InterfaceNames Of(int index, string name) => new(new Dictionary<int, string> { [index] = name });

    /// <summary>Those of a few, each asked for when it is needed.</summary>
    public static InterfaceNames Each(PlanSession session, NamespaceReference reference) => new([], session.Route(reference).LinkName);
}
