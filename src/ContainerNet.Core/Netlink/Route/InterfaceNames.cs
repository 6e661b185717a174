namespace ContainerNet.Netlink.Route;

/// <summary>The names of a namespace's interfaces by their index, for what the kernel tells by index only.</summary>
internal sealed class InterfaceNames
{
    private readonly Dictionary<int, string> _known;
    private readonly Func<int, string?>? _ask;

    /// <param name="known">Those that are known.</param>
    /// <param name="ask">Looks up the other names.</param>
    public InterfaceNames(Dictionary<int, string> known, Func<int, string?>? ask = null) => (_known, _ask) = (known, ask);

    /// <summary>The name of an interface; empty when there is none with that index.</summary>
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
    public static InterfaceNames List(NetlinkSocket socket, CancellationToken cancellation)
    {
        List<LinkIdentity> links = socket.Dump(writer => LinkWriter.Dump(writer), LinkIdentity.Read, cancellation);
        var names = new Dictionary<int, string>(links.Count);
        foreach (LinkIdentity link in links) names[link.Index] = link.Name;
        return new InterfaceNames(names);
    }

    /// <summary>That of one which is known.</summary>
    public static InterfaceNames Of(int index, string name) => new(new Dictionary<int, string> { [index] = name });

    /// <summary>The names of a few interfaces, each read when it is needed.</summary>
    public static InterfaceNames Each(NetlinkSocket socket) => new([], socket.LinkName);
}
