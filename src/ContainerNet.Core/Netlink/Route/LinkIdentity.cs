using System.Runtime.InteropServices;

namespace ContainerNet.Netlink.Route;

/// <summary>Of an RTM_NEWLINK only what tells one interface from others.</summary>
/// <param name="Index">Its index.</param>
/// <param name="Name">Its name.</param>
/// <param name="LinkIndex">Of a veth the other end's index, of others that of the interface below; 0 for none (IFLA_LINK).</param>
internal sealed record LinkIdentity(int Index, string Name, int LinkIndex)
{
    public static LinkIdentity? Read(in NetlinkMessage message)
    {
        if (message.Type != RouteMessage.NewLink || message.Payload.Length < LinkHeader.Size) return null;
        string? name = null;
        int link = 0;
        foreach (NetlinkAttribute attribute in AttributeReader.After(message.Payload, LinkHeader.Size))
        {
            if (attribute.Type == LinkAttribute.Name) name = attribute.Text;
            else if (attribute.Type == LinkAttribute.Link) link = attribute.Int32;
        }
        return name is null ? null : new LinkIdentity(MemoryMarshal.Read<LinkHeader>(message.Payload).Index, name, link);
    }
}
