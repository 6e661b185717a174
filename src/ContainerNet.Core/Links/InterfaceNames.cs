using System.Runtime.InteropServices;
using ContainerNet.Netlink;
using ContainerNet.Netlink.Route;
using ContainerNet.Plans;

namespace ContainerNet.Links;

/// <summary>The names of a namespace's interfaces by their index, for what the kernel tells by index only.</summary>
internal static class InterfaceNames
{
    private sealed record Entry(int Index, string Name);

    public static IReadOnlyDictionary<int, string> Read(PlanSession session, NamespaceReference reference)
    {
        List<Entry> entries = session.Route(reference).Dump(writer => LinkWriter.Dump(writer), ReadEntry, session.Cancellation);
        var names = new Dictionary<int, string>(entries.Count);
        foreach (Entry entry in entries) names[entry.Index] = entry.Name;
        return names;
    }

    private static Entry? ReadEntry(in NetlinkMessage message)
    {
        if (message.Type != RouteMessage.NewLink || message.Payload.Length < LinkHeader.Size) return null;
        foreach (NetlinkAttribute attribute in AttributeReader.After(message.Payload, LinkHeader.Size))
        {
            if (attribute.Type == LinkAttribute.Name) return new Entry(MemoryMarshal.Read<LinkHeader>(message.Payload).Index, attribute.Text);
        }
        return null;
    }
}
