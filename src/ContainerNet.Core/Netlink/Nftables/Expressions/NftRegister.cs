namespace ContainerNet.Netlink.Nftables.Expressions;

/// <summary>
/// enum nft_registers (linux/netfilter/nf_tables.h). The same 64 bytes have two sets of names: four registers of
/// 16 bytes (1 to 4), and sixteen of 4 bytes (8 to 23), so that 9 is the second word of register 1.
/// </summary>
internal enum NftRegister : uint
{
    Verdict = 0,
    R1 = 1,
    R2 = 2,
    R3 = 3,
    R4 = 4,
    Word0 = 8,
    Word1 = 9,
    Word2 = 10,
    Word3 = 11,
    Word4 = 12,
    Word5 = 13,
    Word6 = 14,
    Word7 = 15,
}
