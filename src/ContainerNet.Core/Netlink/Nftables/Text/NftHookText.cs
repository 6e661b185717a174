using ContainerNet.Netlink.Netfilter;

namespace ContainerNet.Netlink.Nftables.Text;

/// <summary>Where a base chain hangs, in nft's words.</summary>
internal static class NftHookText
{
    private const int Near = 10;

    public static string Of(NftHook hook, NftFamily family)
        => $"type {hook.Type} hook {Name(hook.Number, family)} priority {Priority(hook, family)}; policy {hook.Policy.ToString().ToLowerInvariant()};";

    // NF_ARP_* in linux/netfilter_arp.h and NF_NETDEV_* in linux/netfilter.h are numbers of their own.
    private static string Name(NftHookNumber hook, NftFamily family) => (family, (uint)hook) switch
    {
        (NftFamily.Arp, 0) => "input",
        (NftFamily.Arp, 1) => "output",
        (NftFamily.NetDev, 0) => "ingress",
        (NftFamily.NetDev, 1) => "egress",
        _ => hook.ToString().ToLowerInvariant(),
    };

    // From a priority that has a name where one is near, as in raw + 10.
    private static string Priority(NftHook hook, NftFamily family)
    {
        foreach ((string name, int priority) in Named(hook.Number, family))
        {
            int distance = hook.Priority - priority;
            if (distance == 0) return name;
            if (Math.Abs((long)distance) <= Near) return $"{name} {(distance < 0 ? '-' : '+')} {Math.Abs(distance)}";
        }
        return $"{hook.Priority}";
    }

    private static (string Name, int Priority)[] Named(NftHookNumber hook, NftFamily family) => (family, hook) switch
    {
        (NftFamily.Bridge, NftHookNumber.PreRouting) => [("dstnat", -300), ("filter", -200)],
        (NftFamily.Bridge, NftHookNumber.Output) => [("out", 100), ("filter", -200)],
        (NftFamily.Bridge, NftHookNumber.PostRouting) => [("srcnat", 300), ("filter", -200)],
        (NftFamily.Bridge, _) => [("filter", -200)],
        (NftFamily.Arp or NftFamily.NetDev, _) => [("filter", 0)],
        (_, NftHookNumber.PreRouting) => [.. Inet, ("dstnat", -100)],
        (_, NftHookNumber.PostRouting) => [.. Inet, ("srcnat", 100)],
        _ => Inet,
    };

    private static (string Name, int Priority)[] Inet => [("raw", -300), ("mangle", -150), ("filter", 0), ("security", 50)];
}
