using System.Collections.Frozen;

namespace ContainerNet.Netlink.Route;

/// <summary>What RTA_METRICS holds: numbers by kind, and one text.</summary>
internal readonly record struct RoutePathMetrics(IReadOnlyDictionary<RouteMetricKind, uint> Values, string CongestionControl)
{
    /// <summary>Of a route that says nothing, as most do.</summary>
    public static readonly RoutePathMetrics None = new(FrozenDictionary<RouteMetricKind, uint>.Empty, "");

    public uint? Mtu => Values.TryGetValue(RouteMetricKind.Mtu, out uint mtu) ? mtu : null;

    public static RoutePathMetrics Read(AttributeReader metrics)
    {
        var values = new Dictionary<RouteMetricKind, uint>();
        string congestionControl = "";
        foreach (NetlinkAttribute metric in metrics)
        {
            if (metric.Type == RouteAttribute.MetricCongestionControl) congestionControl = metric.Text;
            else values[(RouteMetricKind)metric.Type] = metric.UInt32;
        }
        return new RoutePathMetrics(values, congestionControl);
    }
}
