namespace ContainerNet.Netlink.Netfilter.Text;

/// <summary>A chain's priority as nft writes it: from one with a name where that is near, as in <c>raw + 10</c>.</summary>
internal static class NftPriorityText
{
    private const int Near = 10;

    public static string Of(NftHook hook, NftFamily family)
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
