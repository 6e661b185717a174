using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ContainerNet.Netlink.Route;

/// <summary>A rule that what a namespace sends from one of its addresses is routed by a table of its own (ip-rule(8)).</summary>
/// <param name="Source">The address.</param>
/// <param name="Table">The table.</param>
internal sealed record SourceRule(IPAddress Source, uint Table)
{
    // Ahead of the main table's rule, which has 32766, and after that of the local table.
    private const uint Preference = 1000;

    internal string Arguments => string.Create(CultureInfo.InvariantCulture, $"from {Source} lookup {Table} pref {Preference}");

    internal string Family => Source.AddressFamily == AddressFamily.InterNetworkV6 ? " -6" : "";

    internal void Encode(NetlinkWriter writer, ushort type, MessageFlags flags)
    {
        writer.BeginMessage(type, flags, new RouteHeader
        {
            Family = Source.KernelFamily(),
            SourceLength = (byte)(8 * Source.GetAddressBytes().Length),
            // As with routes, tables above 255 stand in the attribute alone.
            Table = (byte)(Table <= byte.MaxValue ? Table : 252),
            Type = RuleReader.ToTable,
        });
        writer.Address(RuleAttribute.Source, Source);
        writer.Attribute(RuleAttribute.Priority, Preference);
        writer.Attribute(RuleAttribute.Table, Table);
        writer.EndMessage();
    }
}
