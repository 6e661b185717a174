using System.Net;
using System.Runtime.InteropServices;
using ContainerNet.Host.Routes;

namespace ContainerNet.Netlink.Route;

/// <summary>FRA_* (linux/fib_rules.h).</summary>
internal static class RuleAttribute
{
    public const ushort Source = 2, Priority = 6, Table = 15;
}

/// <summary>Makes a <see cref="SourceRule"/> of an RTM_NEWRULE. struct fib_rule_hdr (linux/fib_rules.h) has its fields where struct rtmsg has them.</summary>
internal static class RuleReader
{
    /// <summary>FR_ACT_TO_TBL: the rule selects a table.</summary>
    public const byte ToTable = 1;

    /// <summary>Writes the request for all rules of a family.</summary>
    public static void WriteRequest(NetlinkWriter writer, byte family)
    {
        writer.BeginMessage(RouteMessage.GetRule, MessageFlags.Dump, new RouteHeader { Family = family });
        writer.EndMessage();
    }

    /// <summary>The rule; null for one that is about anything else than one source address.</summary>
    public static SourceRule? Read(in NetlinkMessage message)
    {
        if (message.Type != RouteMessage.NewRule || message.Payload.Length < RouteHeader.Size) return null;
        RouteHeader header = MemoryMarshal.Read<RouteHeader>(message.Payload);
        IPAddress? source = null;
        uint table = header.Table;
        foreach (NetlinkAttribute attribute in AttributeReader.After(message.Payload, RouteHeader.Size))
        {
            if (attribute.Type == RuleAttribute.Source && attribute.Value.Length is 4 or 16) source = new IPAddress(attribute.Value);
            else if (attribute.Type == RuleAttribute.Table) table = attribute.UInt32;
        }
        return source is not null && header.Type == ToTable && header.SourceLength == 8 * source.GetAddressBytes().Length ? new SourceRule(source, table) : null;
    }
}
