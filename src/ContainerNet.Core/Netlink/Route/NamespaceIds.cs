using ContainerNet.Linux.Syscalls;

namespace ContainerNet.Netlink.Route;

/// <summary>Ids by which one namespace knows others (RTM_GETNSID; linux/net_namespace.h).</summary>
internal static class NamespaceIds
{
    /// <summary>The id that the socket's namespace has given another; null while it has given none.</summary>
    public static int? IdOf(NetlinkSocket socket, FileDescriptor other)
    {
        int? id = null;
        socket.TryGet(
            writer =>
            {
                writer.BeginMessage(RouteMessage.GetNamespaceId, MessageFlags.None, new GeneralHeader());
                writer.Attribute(NamespaceAttribute.Descriptor, other.Number);
                writer.EndMessage();
            },
            Errno.None,
            (int _, in NetlinkMessage message) =>
            {
                foreach (NetlinkAttribute attribute in AttributeReader.After(message.Payload, GeneralHeader.Size))
                {
                    if (attribute.Type == NamespaceAttribute.Id && attribute.Int32 >= 0) id = attribute.Int32;
                }
            });
        return id;
    }
}
