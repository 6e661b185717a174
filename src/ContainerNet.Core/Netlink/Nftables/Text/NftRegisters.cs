using ContainerNet.Netlink.Nftables.Expressions;

namespace ContainerNet.Netlink.Nftables.Text;

/// <summary>What the registers hold, by the word of four bytes that it begins at.</summary>
internal sealed class NftRegisters
{
    private const int WordsOfRegister = 4;

    private readonly Dictionary<int, NftOperand> _words = [];

    /// <summary>The word that a register begins at.</summary>
    public static int Word(NftRegister register)
        => register >= NftRegister.Word0 ? (int)register - (int)NftRegister.Word0 : ((int)register - (int)NftRegister.R1) * WordsOfRegister;

    public NftOperand this[NftRegister register]
    {
        get => this[Word(register)];
        set => _words[Word(register)] = value;
    }

    /// <summary>Forgets all, after an instruction that may have written any of them.</summary>
    public void Clear() => _words.Clear();

    public NftOperand this[int word] => _words.GetValueOrDefault(word, NftLoad.Unknown);
}
