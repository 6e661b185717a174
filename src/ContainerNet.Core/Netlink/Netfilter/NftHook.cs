namespace ContainerNet.Netlink.Netfilter;

/// <summary>enum nf_inet_hooks (linux/netfilter.h); of the bridge family too, which numbers its own the same.</summary>
internal enum NftHookNumber : uint
{
    PreRouting = 0,
    Input = 1,
    Forward = 2,
    Output = 3,
    PostRouting = 4,
    Ingress = 5,
}

/// <summary>What becomes of a packet that no rule of the chain decided on (NF_DROP and NF_ACCEPT in linux/netfilter.h).</summary>
internal enum NftPolicy : uint
{
    Drop = 0,
    Accept = 1,
}

/// <summary>Where a base chain hangs.</summary>
/// <param name="Type"><c>filter</c>, <c>nat</c> or <c>route</c>.</param>
/// <param name="Number">The hook.</param>
/// <param name="Priority">Its place among the chains of that hook, lowest first.</param>
/// <param name="Policy">What becomes of a packet that reaches the chain's end.</param>
internal sealed record NftHook(string Type, NftHookNumber Number, int Priority, NftPolicy Policy = NftPolicy.Accept);
