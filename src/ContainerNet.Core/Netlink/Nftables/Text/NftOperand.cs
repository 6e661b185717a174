using ContainerNet.Netlink.Nftables.Expressions;
using ContainerNet.Netlink.Nftables.Values;

namespace ContainerNet.Netlink.Nftables.Text;

/// <summary>What a register holds.</summary>
internal abstract record NftOperand;

/// <summary>Something that has its words already.</summary>
internal sealed record NftLoad(string Text, NftDataType Type) : NftOperand
{
    public static readonly NftLoad Unknown = new("[register]", NftDataType.Integer(4));
}

/// <summary>Bytes of the packet: what they are called depends on the headers that the rule has found by the time that they are used.</summary>
internal sealed record NftPayloadLoad(NftPayload Payload) : NftOperand;

/// <summary>Another operand with bits masked and flipped.</summary>
internal sealed record NftMaskedLoad(NftOperand Of, NftBitwise Bits) : NftOperand;

/// <summary>A value from the rule itself; its type is that of what takes it.</summary>
internal sealed record NftConstant(NftValue Value) : NftOperand;
